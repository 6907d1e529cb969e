import type { OidcProvider } from '#libs/contracts';
import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** An identity provider of a company. */
export const oidcProviderColumns = {
  id: column.id(),
  companyId: column.id(),
  name: column.text(100),
  issuer: column.text(500),
  clientId: column.text(300),
  sealedSecret: column.text(3000).nullable(),
  emailDomains: column.json<string[]>(),
  joinRole: column.key<NonNullable<OidcProvider['joinRole']>>(16).nullable(),
  createdAt: column.millis(),
};
export type OidcProviderRow = RowOf<typeof oidcProviderColumns>;
export const oidcProviderEntity = defineEntity('oidc_providers', oidcProviderColumns, {
  audit: { noun: 'identity-provider', label: 'name', hidden: ['sealedSecret'] },
});

/** A person as an identity provider knows them: its subject, never the e-mail address, says who somebody is. */
export const oidcIdentityColumns = {
  id: column.id(),
  providerId: column.id(),
  subject: column.text(255),
  userId: column.id(),
  createdAt: column.millis(),
  lastUsedAt: column.millis(),
};
export type OidcIdentityRow = RowOf<typeof oidcIdentityColumns>;
export const oidcIdentityEntity = defineEntity('oidc_identities', oidcIdentityColumns);

/** A sign-in that was begun, by the SHA-256 of its state. Used once. */
export const oidcFlowColumns = {
  hash: column.hash(),
  providerId: column.id(),
  /** PKCE verifier and nonce, sealed. */
  sealedSecrets: column.text(2000),
  /** SHA-256 of the cookie of the browser that began it. */
  browserHash: column.hash(),
  /** Who connects their account; null for signing in. */
  userId: column.id().nullable(),
  next: column.text(2000),
  expiresAt: column.millis(),
};
export type OidcFlowRow = RowOf<typeof oidcFlowColumns>;
export const oidcFlowEntity = defineEntity('oidc_flows', oidcFlowColumns, { primary: ['hash'] });
