/**
 * What pages may load: what we serve ourselves, and of scripts only those that carry this answer's nonce
 * (Next puts it on its own). `style-src-attr` allows the `style="…"` that React writes for sizes known
 * only at run time; a style attribute cannot load or run anything here, since images and fonts are bound
 * to ourselves and no script can be written in one. Style *elements* need the nonce like scripts do.
 */
export function contentSecurityPolicy(nonce: string, isDevelopment: boolean): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ''}`,
    // The development server exchanges styles by elements that know no nonce.
    isDevelopment ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "font-src 'self'",
    `connect-src 'self'${isDevelopment ? ' ws:' : ''}`,
    "img-src 'self' data:",
    "manifest-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; ');
}
