/** Headers of an answer that may come from a workflow: none that speak for the platform, its browser or its gateway. */
const named = new Set([
  'content-type',
  'content-language',
  'cache-control',
  'retry-after',
  'etag',
  'last-modified',
  'expires',
]);
/** `x-accel-*` steers nginx, `x-frame-*` and their like the browser. */
const withheld =
  /^x-(accel-|sendfile|frame-|content-type-|request-id|xss-|dns-prefetch|permitted-|powered-by|ua-|forwarded|real-ip|robots)/;
const token = /^[a-z0-9!#$%&'*+.^_`|~-]{1,100}$/;

export const mayAnswerWith = (name: string): boolean => {
  const lower = name.toLowerCase();
  return token.test(lower) && (named.has(lower) || (lower.startsWith('x-') && !withheld.test(lower)));
};

/** One line of visible text. */
export const isHeaderValue = (value: string): boolean => /^[\t\x20-\x7e]{0,4000}$/.test(value);

/** What a browser never runs: markup that may hold scripts goes as a download, scripts not at all. */
const harmless = /^(application\/([\w.-]+\+)?json|text\/(plain|csv)|application\/(x-ndjson|jsonl))\s*(;|$)/i;
const downloads = /^(application|text)\/([\w.-]+\+)?xml\s*(;|$)/i;

export const isContentType = (type: string): boolean => harmless.test(type) || downloads.test(type);
export const isDownload = (type: string): boolean => downloads.test(type);
