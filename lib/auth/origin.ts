const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

type Asked = { method: string; secFetchSite: string | null; origin: string | null };

/**
 * Why a request that a browser's cookie speaks for may not change anything; null when it may. A browser
 * says itself where a request comes from; one that says nothing is not believed.
 */
export function crossSiteRefusal({ method, secFetchSite, origin }: Asked, publicUrl: string): string | null {
  if (SAFE_METHODS.includes(method)) return null;
  if (secFetchSite !== null) {
    return secFetchSite === 'same-origin' ? null : 'this request comes from another site';
  }
  if (origin === publicUrl) return null;
  if (origin === null || origin === 'null') return 'this request does not say where it comes from';
  return `this request comes from ${JSON.stringify(origin.slice(0, 200))}, the console is at ${publicUrl}`;
}

export const askedBy = (request: Request): Asked => ({
  method: request.method,
  secFetchSite: request.headers.get('sec-fetch-site'),
  origin: request.headers.get('origin'),
});
