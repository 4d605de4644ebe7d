const NOWHERE = 'http://nowhere.invalid';

/** A path of our own to go back to after signing in; `/` for anything that leads elsewhere. */
export function returnPath(sent: unknown): string {
  if (typeof sent !== 'string' || !sent.startsWith('/') || !URL.canParse(sent, NOWHERE)) return '/';
  const url = new URL(sent, NOWHERE);
  if (url.origin !== NOWHERE) return '/';
  const path = `${url.pathname}${url.search}`;
  // The parser folds dots and turns backslashes round: what comes out may read as another host.
  return path.startsWith('//') || /^\/(sign-in|sign-out|set-password|api)(\/|\?|$)/.test(path) ? '/' : path;
}
