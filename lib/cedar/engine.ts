export type Cedar = typeof import('@cedar-policy/cedar-wasm/nodejs');

let loading: Promise<Cedar> | null = null;

/**
 * Cedar itself, at its first use: it is four megabytes. It parses, validates and formats; no decision
 * waits for it, because what it has parsed is compiled to functions.
 */
export function cedar(): Promise<Cedar> {
  loading ??= import('@cedar-policy/cedar-wasm/nodejs').catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}
