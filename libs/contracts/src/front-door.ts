/**
 * What whoever comes in meets at the door, one table for both doors: the gateway's configuration is written from it
 * (scripts/write-gateway.ts), and the embedded front door reads it.
 */

/**
 * Scripts come from this address only; styles may be inline, because the component kit measures and positions with style elements. The page
 * of the API draws its icons from its stylesheet.
 */
const policy = (images: string) =>
  [
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'",
    `img-src ${images}; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'`,
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  ].join('; ');

/** Paths whose pages may draw images from their own stylesheets. */
export const docsPath = '/docs/';
export const doorImages = { docs: "'self' data:", others: "'self'" } as const;

/** On every answer: pages, files and the API. `images` is what `img-src` allows. */
export const doorHeaders = (images: string): Readonly<Record<string, string>> => ({
  'Content-Security-Policy': policy(images),
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
});

/**
 * The chat widget is made for pages of others: below this path they may load the script, and show the page in a frame if its own policy
 * (`frame-ancestors`) names them. An empty text: the header is left out.
 */
export const framedPath = '/embed/';
export const framedHeaders: Readonly<Record<string, string>> = {
  'X-Frame-Options': '',
  'Cross-Origin-Resource-Policy': 'cross-origin',
};

/** Where the address of the platform is https: a browser that came once never comes without TLS again. */
export const transportSecurity = 'max-age=63072000; includeSubDomains';

/** For origins that the operator names, each exactly. Tokens travel in a header, so no cookie is ever sent along. */
export const crossOriginHeaders: Readonly<Record<string, string>> = {
  'Access-Control-Allow-Methods': 'GET, POST, PUT, PATCH, DELETE',
  'Access-Control-Allow-Headers': 'authorization, content-type, if-match, if-none-match, idempotency-key, x-request-id',
  'Access-Control-Expose-Headers': 'etag, retry-after, x-request-id, content-disposition',
  'Access-Control-Max-Age': '600',
};
/** The paths that other origins may ask: the API, no page. */
export const crossOriginPaths = '^/(api/v1|openai/v1|mcp|a2a)(/|$)';

export interface DoorRate {
  name: 'api' | 'sign_in' | 'heavy';
  /** Paths that count, as a regular expression. */
  paths: string;
  /** Requests a second and address; `burst` more come at once. What the operator sets stands over it. */
  perSecond: number;
  burst: number;
}

/** How often one address may ask. Services limit again, by account and company. */
export const doorRates: readonly DoorRate[] = [
  { name: 'api', paths: '^/(api|openai|mcp|a2a|embed)(/|$)', perSecond: 100, burst: 400 },
  {
    name: 'sign_in',
    paths: '^/api/v1/(auth/(log-in|sign-up|password/|email/|totp/|oidc/)|invitations/(look|join))',
    perSecond: 1,
    burst: 20,
  },
  { name: 'heavy', paths: '^/api/v1/.*/(export|verification|discover)$', perSecond: 2, burst: 20 },
];

/** How long a slow client is waited for, and how many connections one address may hold. */
export const doorPatience = {
  headersMs: 15_000,
  bodyMs: 30_000,
  keepAliveMs: 65_000,
  connectionsPerAddress: 500,
} as const;

/** Shown instead of the web app while the operator works on the platform. It stands alone: nothing else may be there. */
export const maintenancePage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Back soon</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; display: grid; place-items: center; min-height: 100vh; margin: 0 }
  main { max-width: 30rem; padding: 2rem }
  @media (prefers-color-scheme: dark) { body { background: #16181d; color: #e8e9ec } }
</style>
<main>
  <h1>Back soon</h1>
  <p>The platform is being worked on. Nothing is lost: what was begun goes on when it is back. This page can be loaded again in a minute.</p>
  <p lang="de">Die Plattform wird gerade gewartet. Nichts geht verloren: Begonnenes läuft danach weiter. Bitte die Seite in einer Minute neu laden.</p>
</main>
</html>
`;
