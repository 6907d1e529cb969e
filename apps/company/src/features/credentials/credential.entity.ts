import type { AuditActor, CredentialKind } from '#libs/contracts';
import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** A secret of a company, sealed to it and to its own id: the row copied elsewhere stays shut. */
export const credentialColumns = {
  id: column.id(),
  companyId: column.id(),
  name: column.text(100),
  kind: column.key<CredentialKind>(32),
  sealed: column.text(),
  allowedHosts: column.json<string[]>(),
  /** User, header, parameter or client: what may be shown. */
  account: column.text(500).nullable(),
  hint: column.text(16).nullable(),
  createdBy: column.id().nullable(),
  createdAt: column.millis(),
  updatedAt: column.millis(),
};
export type CredentialRow = RowOf<typeof credentialColumns>;
export const credentialEntity = defineEntity('credentials', credentialColumns, {
  audit: { noun: 'credential', label: 'name', hidden: ['sealed'], quiet: ['updatedAt'] },
});

/** The tokens of a connection. They are renewed by one replica at a time, whoever asks. */
export const credentialTokenColumns = {
  /** That of the credential. */
  id: column.id(),
  companyId: column.id(),
  /** Access and refresh token; null before the first ones. */
  sealed: column.text().nullable(),
  /** Grows with each renewal: what was read before it is out of date. */
  version: column.int(),
  /** When the access token is renewed; null: never. */
  refreshAt: column.millis().nullable(),
  expiresAt: column.millis().nullable(),
  /** Somebody is renewing it, until then at most. */
  busyUntil: column.millis().nullable(),
  /** Why it cannot be renewed any more. */
  problem: column.text(500).nullable(),
  connectedBy: column.id().nullable(),
  connectedAt: column.millis().nullable(),
  refreshedAt: column.millis().nullable(),
};
export type CredentialTokenRow = RowOf<typeof credentialTokenColumns>;
export const credentialTokenEntity = defineEntity('credential_tokens', credentialTokenColumns, {
  audit: { none: 'Connecting is told by itself; a renewal is no change' },
});

/** A connection that was begun, by the SHA-256 of its state. Used once. */
export const credentialFlowColumns = {
  id: column.hash(),
  companyId: column.id(),
  credentialId: column.id(),
  /** Who began it, and alone may finish it. */
  userId: column.id(),
  /** PKCE verifier, in the form that travels: it lives for minutes. */
  sealedVerifier: column.text(2000),
  expiresAt: column.millis(),
};
export type CredentialFlowRow = RowOf<typeof credentialFlowColumns>;
export const credentialFlowEntity = defineEntity('credential_flows', credentialFlowColumns, {
  audit: { none: 'Lives for minutes; the connection itself is told' },
});

/** How often somebody used a credential, in one service. */
export const credentialUseColumns = {
  /** Digest of credential, user and service. */
  id: column.hash(),
  companyId: column.id(),
  credentialId: column.id(),
  service: column.key(32),
  actorType: column.key<AuditActor['type']>(16),
  actorId: column.key(64),
  times: column.int(),
  firstAt: column.millis(),
  lastAt: column.millis(),
};
export type CredentialUseRow = RowOf<typeof credentialUseColumns>;
export const credentialUseEntity = defineEntity('credential_uses', credentialUseColumns, {
  audit: { none: 'Each use is told by itself' },
});
