import { isSecretName } from '#libs/contracts';
import { redact } from '#libs/platform/logging';

/** What stands in the place of a secret. */
export const mask = '•••';
/** Characters of one value that the log keeps. */
const longest = 2000;

type Fields = Record<string, unknown>;

/** Fields as the audit log may keep them: secrets by column, by name and by look masked, long values cut. */
export function masked(fields: Fields | null, hidden: readonly string[] = []): Fields | null {
  if (fields === null) return null;
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      value !== null && (hidden.includes(name) || isSecretName(name)) ? mask : cut(redact(value)),
    ]),
  );
}

function cut(value: unknown): unknown {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
  return text.length <= longest ? value : `${text.slice(0, longest)}… (${text.length} characters)`;
}
