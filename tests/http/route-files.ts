import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Operation } from '@/lib/contract/operation';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

type Params = { params: Promise<Record<string, string | string[]> | undefined> };
export type Handler = ((request: Request, params: Params) => Promise<Response>) & {
  operation?: Operation;
  /** Where the last segment of the path says which operation it is. */
  verbs?: ReadonlyMap<string, Handler>;
};
export type Route = { file: string; path: string; method: string; handler: Handler; verb: string | null };

/** Every file below a folder of the project, with its path from the project's root. */
export function filesBelow(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)))
    .filter((file) => !file.split(path.sep).some((part) => part === 'node_modules' || part === 'generated'))
    .sort();
}

export const isRouteFile = (file: string): boolean => /(^|\/)route\.tsx?$/.test(file);
export const isApiRoute = (file: string): boolean => file.startsWith('app/api/v1/');

/** The path that a route file serves, as the operations write it: groups fall away, parameters in braces. */
export const pathOf = (file: string): string =>
  file
    .replace(/^app/, '')
    .replace(/\/(route|page)\.tsx?$/, '')
    .replace(/\/\([^/]+\)/g, '')
    .replace(/\[(?:\.\.\.)?(\w+)\]/g, '{$1}');

/** Every handler below /api/v1, as the framework would find it. */
export async function apiRoutes(): Promise<Route[]> {
  const routes: Route[] = [];
  for (const file of filesBelow('app').filter((one) => isRouteFile(one) && isApiRoute(one))) {
    const module = (await import(/* @vite-ignore */ path.join(ROOT, file))) as Record<string, Handler>;
    for (const method of METHODS) {
      const handler = module[method];
      if (handler === undefined) continue;
      const served = { file, method, path: pathOf(file) };
      if (handler.verbs === undefined) routes.push({ ...served, handler, verb: null });
      else {
        for (const [verb, one] of handler.verbs) {
          // Called through the route itself, which finds the verb in the path.
          routes.push({
            ...served,
            path: `${served.path}/${verb}`,
            handler: Object.assign(handler.bind(null) as Handler, { operation: one.operation }),
            verb,
          });
        }
      }
    }
  }
  return routes;
}

/** What the framework hands over for a path: its parameters, percent-encoded; nothing where there are none. */
export function paramsFor({ file, verb }: Route, input: Record<string, unknown>): Params {
  const names = [...file.matchAll(/\[(\.\.\.)?(\w+)\]/g)].map(([, rest, name]) => {
    const value = encodeURIComponent(String(input[name ?? '']));
    return [name, rest === undefined ? value : [value, ...(verb === null ? [] : [verb])]];
  });
  return { params: Promise.resolve(names.length === 0 ? undefined : Object.fromEntries(names)) };
}
