import { AppError } from '#libs/contracts';
import { tooDeep } from './body-parser.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * What a request of strangers brought (a webhook, a callback): JSON and forms as values, other text as text, nothing as null. Several fields of one
 * name become a list.
 * @throws MALFORMED_JSON, UNSUPPORTED_MEDIA_TYPE for what is no text, VALIDATION_FAILED for text that is not UTF-8 or nests too deep
 */
export function bodyOf(contentType: string | undefined, bytes: Uint8Array | undefined): unknown {
  if (!bytes || bytes.length === 0) return null;
  const type = (contentType ?? '').split(';')[0]!.trim().toLowerCase();
  const read = readers.find(({ takes }) => takes.test(type));
  if (!read)
    throw new AppError('UNSUPPORTED_MEDIA_TYPE', {
      detail: `JSON, forms and text are taken here, not ${type || 'a body without content-type'}`,
    });
  return read.read(textOf(bytes));
}

/** @throws VALIDATION_FAILED: what is not UTF-8 would be altered by reading it */
function textOf(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw invalid('The body is not UTF-8');
  }
}

const readers: readonly { takes: RegExp; read: (text: string) => unknown }[] = [
  { takes: /^application\/([\w.+-]+\+)?json$/, read: jsonOf },
  { takes: /^application\/x-www-form-urlencoded$/, read: (text) => valuesOf(new URLSearchParams(text)) },
  { takes: /^(text\/[\w.+-]+|application\/([\w.+-]+\+)?xml|application\/(x-)?(yaml|ndjson))$/, read: (text) => text },
];

function jsonOf(text: string): unknown {
  if (text.trim() === '') return null;
  if (tooDeep(text)) throw invalid('The body nests deeper than 64 levels');
  try {
    return JSON.parse(text, (key, value: unknown) => {
      if (key === '__proto__') throw new SyntaxError('__proto__ is no name of a field');
      return value;
    });
  } catch (cause) {
    throw new AppError('MALFORMED_JSON', { detail: (cause as Error).message }, { cause });
  }
}

/** Fields of a form or query, by name. */
function valuesOf(pairs: Iterable<[string, string]>): Record<string, string | string[]> {
  const values = new Map<string, string | string[]>();
  for (const [name, value] of pairs) {
    const known = values.get(name);
    values.set(name, known === undefined ? value : [...(Array.isArray(known) ? known : [known]), value]);
  }
  return Object.fromEntries(values);
}

const invalid = (detail: string) =>
  new AppError('VALIDATION_FAILED', { detail, issues: [{ path: '', message: detail }] });
