import { AppError } from '#libs/contracts';

/** What a failed call is told as. */
export function outcomeOf(error: unknown, url: URL): unknown {
  for (const cause of causesOf(error)) if (AppError.is(cause)) return cause;
  const name = (error as Error).name;
  if (name === 'AbortError') return error;
  const detail = name === 'TimeoutError' ? `${url.host} took too long` : `${url.host} could not be reached`;
  return new AppError('EGRESS_FAILED', { detail, sent: !neverLeft(error) }, { cause: error });
}

/** Somebody was reached before this failed. */
export function sent(error: unknown): unknown {
  if (AppError.is(error)) error.details['sent'] = true;
  return error;
}

/** Failures before a byte of the request was written: no address, no connection, no trust. */
const before =
  /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_\w+|CERT_\w+|\w*SELF_SIGNED\w*|UNABLE_TO_\w+)$/;

function neverLeft(error: unknown): boolean {
  for (const { code, errors: several } of causesOf(error)) {
    if (typeof code === 'string' && before.test(code)) return true;
    if (Array.isArray(several) && several.length > 0 && several.every(neverLeft)) return true;
  }
  return false;
}

/** An error and what lies below it; by shape, for errors of another realm are no instances of ours. */
function* causesOf(error: unknown): Generator<{ code?: unknown; errors?: unknown }> {
  for (let at = error; typeof at === 'object' && at !== null; at = (at as { cause?: unknown }).cause) yield at;
}
