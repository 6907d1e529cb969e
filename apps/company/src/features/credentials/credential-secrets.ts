import type { z } from 'zod';
import type { CredentialKind, credentialSecrets } from '#libs/contracts';
import type { KeptSecrets } from '#libs/platform/outbound';

type SecretsOf<K extends CredentialKind> = z.output<(typeof credentialSecrets)[K]>;

interface Shown {
  account: string | null;
  hint: string | null;
}

const last = (secret: string): string | null => (secret.length >= 12 ? secret.slice(-4) : null);

const shown: { [K in CredentialKind]: (secrets: SecretsOf<K>) => Shown } = {
  bearer: ({ token }) => ({ account: null, hint: last(token) }),
  basic: ({ username, password }) => ({ account: username, hint: last(password) }),
  header: ({ header, value }) => ({ account: header, hint: last(value) }),
  query: ({ parameter, value }) => ({ account: parameter, hint: last(value) }),
  generic: ({ headers, query }) => ({
    account: [...Object.keys(headers), ...Object.keys(query)].join(', ').slice(0, 500),
    hint: null,
  }),
  hmac: ({ secret }) => ({ account: null, hint: last(secret) }),
  oauth2: ({ clientId, clientSecret }) => ({ account: clientId, hint: clientSecret ? last(clientSecret) : null }),
  'oauth2-client': ({ clientId, clientSecret }) => ({ account: clientId, hint: last(clientSecret) }),
  smtp: ({ username, host, password }) => ({
    account: username === undefined ? host : `${username} · ${host}`,
    hint: password === undefined ? null : last(password),
  }),
  slack: ({ token }) => ({ account: null, hint: last(token) }),
  s3: ({ accessKeyId, secretAccessKey }) => ({ account: accessKeyId, hint: last(secretAccessKey) }),
};

/** What may be seen of it. */
export const shownOf = (secrets: KeptSecrets): Shown => (shown[secrets.kind] as (of: KeptSecrets) => Shown)(secrets);

const plainOr = (address: string): string => {
  const { protocol, host } = new URL(address);
  return protocol === 'http:' ? `http://${host}` : host;
};
/** Where a credential goes that knows it by itself. */
export function ownHosts(secrets: KeptSecrets): string[] {
  if (secrets.kind === 'slack') return ['slack.com'];
  if (secrets.kind !== 's3') return [];
  if (secrets.endpoint !== undefined) return [plainOr(secrets.endpoint)];
  return [`s3.${secrets.region}.amazonaws.com`, `*.s3.${secrets.region}.amazonaws.com`];
}
