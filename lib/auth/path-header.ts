/** Where proxy.ts writes the path that was asked for; server components are not told it otherwise. */
export const PATH_HEADER = 'x-cordon-path';
