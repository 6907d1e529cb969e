import type { z } from 'zod';
import type { CredentialKind, credentialSecrets } from '#libs/contracts';
import type { SecretOwner, Vault } from '../vault/index.js';

type SecretsOf<K extends CredentialKind> = z.output<(typeof credentialSecrets)[K]>;

/** What a credential keeps. */
export type KeptSecrets = { [K in CredentialKind]: { kind: K } & SecretsOf<K> }[CredentialKind] & {
  /** hmac: the secret before this one, and until when (epoch ms) it still counts. */
  previous?: { secret: string; until: number };
};
type Connected = 'oauth2' | 'oauth2-client';

/** What a credential is used with: of a connection, the access token alone. Never logged, never returned. */
export type OpenSecrets =
  Exclude<KeptSecrets, { kind: Connected }> | { kind: Connected; accessToken: string; previous?: never };

/** A credential as it may travel between services. */
export interface SealedCredential {
  id: string;
  companyId: string;
  sealed: string;
  allowedHosts: readonly string[];
  /** Changes with every change of the credential. */
  updatedAt: number;
}

/** A credential whose secrets are open, for whoever sends or verifies with them. */
export interface OpenCredential extends Omit<SealedCredential, 'sealed'> {
  secrets: OpenSecrets;
}

/** To whom a credential is sealed. */
export const credentialOwner = (companyId: string, id: string): SecretOwner => ({
  companyId,
  id,
  purpose: 'credentials',
});

/** For use, right before it leaves. @throws SECRET_UNREADABLE */
export async function openCredential(vault: Vault, { sealed, ...facts }: SealedCredential): Promise<OpenCredential> {
  const text = await vault.open(sealed, credentialOwner(facts.companyId, facts.id));
  return { ...facts, secrets: JSON.parse(text) as OpenSecrets };
}
