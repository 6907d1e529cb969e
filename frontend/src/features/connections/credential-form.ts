import type { CredentialKind } from '#libs/contracts';

/** How a field is typed. `secret`: hidden; `pairs`: one "name: value" a line. */
export type FieldLook = 'text' | 'secret' | 'number' | 'choice' | 'pairs';
export interface CredentialField {
  name: string;
  as: FieldLook;
  optional?: boolean;
  options?: readonly string[];
}

const auth = { name: 'clientAuth', as: 'choice', options: ['basic', 'body'], optional: true } as const;
const scope = { name: 'scope', as: 'text', optional: true } as const;

/** The fields of each kind, in their order. */
export const credentialFields = {
  bearer: [{ name: 'token', as: 'secret' }],
  basic: [
    { name: 'username', as: 'text' },
    { name: 'password', as: 'secret' },
  ],
  header: [
    { name: 'header', as: 'text' },
    { name: 'value', as: 'secret' },
  ],
  query: [
    { name: 'parameter', as: 'text' },
    { name: 'value', as: 'secret' },
  ],
  generic: [
    { name: 'headers', as: 'pairs', optional: true },
    { name: 'query', as: 'pairs', optional: true },
  ],
  hmac: [{ name: 'secret', as: 'secret' }],
  oauth2: [
    { name: 'authorizeUrl', as: 'text' },
    { name: 'tokenUrl', as: 'text' },
    { name: 'clientId', as: 'text' },
    { name: 'clientSecret', as: 'secret', optional: true },
    scope,
    { name: 'authorizeParameters', as: 'text', optional: true },
    auth,
  ],
  'oauth2-client': [
    { name: 'tokenUrl', as: 'text' },
    { name: 'clientId', as: 'text' },
    { name: 'clientSecret', as: 'secret' },
    scope,
    auth,
  ],
  smtp: [
    { name: 'host', as: 'text' },
    { name: 'port', as: 'number' },
    { name: 'security', as: 'choice', options: ['starttls', 'tls', 'none'], optional: true },
    { name: 'username', as: 'text', optional: true },
    { name: 'password', as: 'secret', optional: true },
  ],
  slack: [{ name: 'token', as: 'secret' }],
  s3: [
    { name: 'accessKeyId', as: 'text' },
    { name: 'secretAccessKey', as: 'secret' },
    { name: 'region', as: 'text' },
    { name: 'endpoint', as: 'text', optional: true },
    { name: 'bucket', as: 'text', optional: true },
  ],
} as const satisfies Record<CredentialKind, readonly CredentialField[]>;

export type FieldName = (typeof credentialFields)[CredentialKind][number]['name'];
export type Typed = Readonly<Record<string, string>>;

const fieldsOf = (kind: CredentialKind): readonly CredentialField[] => credentialFields[kind];

/** What is missing of what a kind asks for. */
export const lacking = (kind: CredentialKind, typed: Typed): string[] => {
  const missing = fieldsOf(kind)
    .filter(({ name, optional }) => !optional && (typed[name] ?? '').trim() === '')
    .map(({ name }) => name);
  // Each is optional, both are not.
  if (kind === 'generic' && !typed['headers']?.trim() && !typed['query']?.trim()) return ['headers'];
  return missing;
};

/** "X-Api-Key: secret" a line. Lines without a colon are names without a value, which the server refuses. */
const pairsOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean)
      .map((line) => {
        const colon = line.indexOf(':');
        return colon < 0 ? [line, ''] : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
      }),
  );

const read: Record<FieldLook, (text: string) => unknown> = {
  text: (text) => text.trim(),
  secret: (text) => text.trim(),
  number: (text) => Number(text),
  choice: (text) => text,
  pairs: pairsOf,
};

/** What is sent: fields left empty are left out. */
export const secretsOf = (kind: CredentialKind, typed: Typed): Record<string, unknown> =>
  Object.fromEntries(fieldsOf(kind).flatMap(({ name, as }) => (typed[name] ? [[name, read[as](typed[name])]] : [])));
