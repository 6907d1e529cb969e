/** What carries proof or a person's session stays out of a run's history. */
const secret = /auth|cookie|token|secret|signature|passw|api[-_]?key|credential|session|(^|[-_])(key|sig|pwd)$/i;
/** Written by gateways, of no meaning to a workflow. */
const transport =
  /^(connection|content-length|transfer-encoding|te|upgrade|keep-alive|proxy-|x-forwarded-|x-request-id|forwarded)/;

const longest = 1000;
const most = 60;

type Given = Readonly<Record<string, unknown>>;

/** Headers that `trigger.headers` shows: names in lower case; none that proves who called, none that is longer than 1,000 characters. */
export const shownHeaders = (headers: Given): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .map(([name, value]) => [name.toLowerCase(), Array.isArray(value) ? value.join(', ') : String(value)] as const)
      .filter(([name, value]) => !secret.test(name) && !transport.test(name) && value.length <= longest)
      .slice(0, most),
  );

/** The same of the query. */
export const shownQuery = (query: Given): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(query)
      .filter(([name, value]) => !secret.test(name) && JSON.stringify(value).length <= longest)
      .slice(0, most),
  );
