import type { ServerResponse } from 'node:http';

/** The page of the API draws its icons from its stylesheet. */
const imagesOf = (path: string) => (path.startsWith('/docs/') ? "'self' data:" : "'self'");

/** The same as gateway/security-headers.conf; a test compares the two. */
export function securityHeaders(path: string): Record<string, string> {
  return {
    'Content-Security-Policy': `default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src ${imagesOf(path)}; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
  };
}

export function setSecurityHeaders(response: ServerResponse, path: string): void {
  for (const [name, value] of Object.entries(securityHeaders(path))) response.setHeader(name, value);
}
