import { randomBytes } from 'node:crypto';
import { type NextRequest, NextResponse } from 'next/server';
import { contentSecurityPolicy } from '@/lib/auth/content-security-policy';
import { PATH_HEADER } from '@/lib/auth/path-header';
import { isHttps, publicUrl } from '@/lib/auth/public-url';

const YEAR_SECONDS = 31_536_000;

/**
 * Sets the security headers of pages, and nothing else: who may see what is asked where it is read. The
 * matcher keeps it away from the live paths and the API, whose handlers set their own.
 */
export function proxy(request: NextRequest): NextResponse {
  const policy = contentSecurityPolicy(
    randomBytes(16).toString('base64'),
    process.env.NODE_ENV === 'development',
  );
  const headers = new Headers(request.headers);
  // From this header Next takes the nonce for its own scripts.
  headers.set('content-security-policy', policy);
  headers.set(PATH_HEADER, `${request.nextUrl.pathname}${request.nextUrl.search}`);

  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  response.headers.set('x-content-type-options', 'nosniff');
  response.headers.set('referrer-policy', 'no-referrer');
  response.headers.set('cross-origin-opener-policy', 'same-origin');
  response.headers.set('cross-origin-resource-policy', 'same-origin');
  if (isHttps(publicUrl())) {
    response.headers.set('strict-transport-security', `max-age=${YEAR_SECONDS}; includeSubDomains`);
  }
  return response;
}

export const config = {
  matcher: [
    '/((?!access/|api/|oauth/|mcp/|pep/|pep-files/|\\.well-known/|_next/|healthz$|readyz$|metrics$|.*\\.(?:svg|ico|png|txt|webmanifest)$).*)',
  ],
};
