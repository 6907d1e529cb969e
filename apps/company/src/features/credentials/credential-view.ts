import type { Credential } from '#libs/contracts';
import { connectedKinds } from '#libs/contracts';
import type { CredentialRow, CredentialTokenRow } from './credential.entity.js';

const iso = (ms: number) => new Date(ms).toISOString();
const isoOrNull = (ms: number | null | undefined) => (ms === null || ms === undefined ? null : iso(ms));

/** What stands beside a credential. */
export interface Standing {
  tokens?: CredentialTokenRow | undefined;
  lastUsedAt?: number | undefined;
}

/** A credential as it may be seen. */
export function credentialView(row: CredentialRow, { tokens, lastUsedAt }: Standing): Credential {
  const { id, name, kind, allowedHosts, account, hint, createdAt, updatedAt } = row;
  return {
    id,
    name,
    kind,
    allowedHosts,
    account,
    hint,
    connection: connectedKinds.includes(kind) ? connectionOf(tokens) : null,
    lastUsedAt: isoOrNull(lastUsedAt),
    createdAt: iso(createdAt),
    updatedAt: iso(updatedAt),
  };
}

function connectionOf(tokens: CredentialTokenRow | undefined): NonNullable<Credential['connection']> {
  const state = tokens?.problem != null ? 'broken' : tokens?.sealed != null ? 'connected' : 'none';
  return {
    state,
    connectedAt: isoOrNull(tokens?.connectedAt),
    refreshedAt: isoOrNull(tokens?.refreshedAt),
    expiresAt: isoOrNull(tokens?.expiresAt),
    problem: tokens?.problem ?? null,
  };
}
