import { addColumn, createTable, type Migration } from '#libs/platform/database';
import { accountLinkColumns } from '../features/account/account-link.entity.js';
import { apiKeyColumns } from '../features/api-keys/api-key.entity.js';
import { signingKeyColumns } from '../features/keys/key.entity.js';
import { oidcFlowColumns, oidcIdentityColumns, oidcProviderColumns } from '../features/oidc/oidc.entity.js';
import { recoveryCodeColumns, secondFactorColumns } from '../features/second-factor/second-factor.entity.js';
import { refreshColumns, sessionColumns } from '../features/sessions/session.entity.js';
import { userColumns } from '../features/users/user.entity.js';

export const authMigrations: readonly Migration[] = [
  { name: '0001-users', change: createTable('users', { columns: userColumns, unique: [['email']] }) },
  {
    name: '0002-sessions',
    change: createTable('sessions', { columns: sessionColumns, indexes: [['userId', 'lastUsedAt']] }),
  },
  {
    name: '0003-refresh-tokens',
    change: createTable('refresh_tokens', { columns: refreshColumns, primary: ['hash'], indexes: [['sessionId']] }),
  },
  { name: '0004-signing-keys', change: createTable('signing_keys', { columns: signingKeyColumns }) },
  {
    name: '0040-api-keys',
    change: createTable('api_keys', { columns: apiKeyColumns, unique: [['hash']], indexes: [['companyId', 'id']] }),
  },
  { name: '0050-users-email-verified', change: addColumn('users', 'emailVerifiedAt', userColumns.emailVerifiedAt) },
  {
    name: '0051-account-links',
    change: createTable('account_links', {
      columns: accountLinkColumns,
      primary: ['hash'],
      indexes: [['userId', 'purpose'], ['expiresAt']],
    }),
  },
  { name: '0052-second-factors', change: createTable('second_factors', { columns: secondFactorColumns }) },
  {
    name: '0053-recovery-codes',
    change: createTable('recovery_codes', { columns: recoveryCodeColumns, primary: ['hash'], indexes: [['userId']] }),
  },
  { name: '0054-sessions-company', change: addColumn('sessions', 'companyId', sessionColumns.companyId) },
  { name: '0055-sessions-provider', change: addColumn('sessions', 'providerId', sessionColumns.providerId) },
  {
    name: '0056-oidc-providers',
    change: createTable('oidc_providers', { columns: oidcProviderColumns, indexes: [['companyId', 'id']] }),
  },
  {
    name: '0057-oidc-identities',
    change: createTable('oidc_identities', {
      columns: oidcIdentityColumns,
      unique: [['providerId', 'subject']],
      indexes: [['userId', 'id']],
    }),
  },
  {
    name: '0058-oidc-flows',
    change: createTable('oidc_flows', { columns: oidcFlowColumns, primary: ['hash'], indexes: [['expiresAt']] }),
  },
];
