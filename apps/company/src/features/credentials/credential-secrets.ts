import type { z } from 'zod';
import type { CredentialKind, credentialSecrets } from '#libs/contracts';
import type { OpenSecrets } from '#libs/platform/outbound';

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
  hmac: ({ secret }) => ({ account: null, hint: last(secret) }),
  'oauth2-client': ({ clientId, clientSecret }) => ({ account: clientId, hint: last(clientSecret) }),
};

/** What may be seen of it. */
export const shownOf = (secrets: OpenSecrets): Shown => (shown[secrets.kind] as (of: OpenSecrets) => Shown)(secrets);
