import { isSecretName } from '#libs/contracts';

/** Secrets inside text: bearer tokens, credentials in addresses, keys of the big providers, JWTs. */
const secretText: [RegExp, string][] = [
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{6,}/gi, '$1 [redacted]'],
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*):[^\s/@]+@/gi, '$1:[redacted]@'],
  [/\b(sk|rk|pk|whsec|xox[abpr]|ghp|gho)[-_][A-Za-z0-9_-]{12,}/g, '$1-[redacted]'],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/g, '[redacted]'],
];

const deepest = 6;
const widest = 100;

/** Text without the secrets that can be recognised in it. */
export const redactText = (text: string): string =>
  secretText.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), text);

/** A copy for the log: secrets by name and by look replaced, depth and width bounded, errors reduced to what explains them. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? String(value) : value;
  if (value instanceof Error) return describeError(value, depth);
  if (value instanceof Date) return value;
  if (value instanceof Uint8Array) return `[${value.length} bytes]`;
  if (depth >= deepest) return '[deeper]';
  if (Array.isArray(value)) return value.slice(0, widest).map((entry) => redact(entry, depth + 1));
  const entries = Object.entries(value).slice(0, widest);
  return Object.fromEntries(
    entries.map(([name, inner]) => [
      name,
      isSecretName(name) && inner != null ? '[redacted]' : redact(inner, depth + 1),
    ]),
  );
}

/** Only these fields: drivers and HTTP clients hang statements, values and headers on their errors. */
function describeError(error: Error, depth: number): Record<string, unknown> {
  const { code, status } = error as { code?: unknown; status?: unknown };
  return {
    type: error.name,
    message: redactText(error.message),
    ...(code === undefined ? {} : { code }),
    ...(status === undefined ? {} : { status }),
    ...(error.stack ? { stack: redactText(error.stack) } : {}),
    ...(error.cause === undefined || depth >= deepest ? {} : { cause: redact(error.cause, depth + 1) }),
    ...(error instanceof AggregateError
      ? { errors: error.errors.slice(0, 10).map((inner: unknown) => redact(inner, depth + 1)) }
      : {}),
  };
}
