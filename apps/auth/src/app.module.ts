import { JwtService } from '@nestjs/jwt';
import {
  accountRoutes,
  accountRpc,
  apiKeyRoutes,
  apiKeyRpc,
  authRoutes,
  authRpc,
  oidcRoutes,
  secondFactorRoutes,
} from '#libs/contracts';
import { loadConfig } from '#libs/platform/config';
import { sealedColumn, Vault } from '#libs/platform/vault';
import type { ServiceDefinition } from '#libs/service';
import { signingConfig } from './config.js';
import { AccountController } from './features/account/account.controller.js';
import { accountLinkEntity } from './features/account/account-link.entity.js';
import { AccountLinks } from './features/account/account-links.js';
import { AccountMailer, publicUrl } from './features/account/account-mailer.js';
import { AccountService } from './features/account/account.service.js';
import { ResetLinks } from './features/account/reset-links.js';
import { SignInOptions } from './features/account/sign-in-options.js';
import { apiKeyEntity } from './features/api-keys/api-key.entity.js';
import { ApiKeysController } from './features/api-keys/api-keys.controller.js';
import { ApiKeysRpc } from './features/api-keys/api-keys.rpc.js';
import { ApiKeysService } from './features/api-keys/api-keys.service.js';
import { signingKeyEntity } from './features/keys/key.entity.js';
import { keyAge, KeysService, signingKeyOwner } from './features/keys/keys.service.js';
import { Attempts } from './features/limits/attempts.js';
import { OidcClient, secretOwner } from './features/oidc/oidc-client.js';
import { OidcController } from './features/oidc/oidc.controller.js';
import { oidcFlowEntity, oidcIdentityEntity, oidcProviderEntity } from './features/oidc/oidc.entity.js';
import { OidcFlows } from './features/oidc/oidc-flows.js';
import { OidcProvidersController } from './features/oidc/oidc-providers.controller.js';
import { OidcProvidersService } from './features/oidc/oidc-providers.service.js';
import { OidcService } from './features/oidc/oidc.service.js';
import { SecondFactorController } from './features/second-factor/second-factor.controller.js';
import { recoveryCodeEntity, secondFactorEntity } from './features/second-factor/second-factor.entity.js';
import { recoveryKey, secondFactorOwner, SecondFactorService } from './features/second-factor/second-factor.service.js';
import { refreshEntity, sessionEntity } from './features/sessions/session.entity.js';
import { AccountRemoval } from './features/users/account-removal.js';
import { AccountAudit } from './features/users/account-audit.js';
import { SessionRepository } from './features/sessions/session.repository.js';
import { SessionsController } from './features/sessions/sessions.controller.js';
import { SessionsRpc } from './features/sessions/sessions.rpc.js';
import { SessionsService } from './features/sessions/sessions.service.js';
import { TokensService } from './features/sessions/tokens.service.js';
import { userEntity } from './features/users/user.entity.js';
import { UserRepository } from './features/users/user.repository.js';
import { authMigrations } from './migrations/auth.migrations.js';

/** Users, sessions, refresh families, API keys and the keys that sign access tokens. */
export const authService: ServiceDefinition = {
  name: 'auth',
  routes: { ...authRoutes, ...accountRoutes, ...secondFactorRoutes, ...oidcRoutes, ...apiKeyRoutes },
  rpc: { ...authRpc, ...accountRpc, ...apiKeyRpc },
  entities: [
    userEntity,
    sessionEntity,
    refreshEntity,
    signingKeyEntity,
    apiKeyEntity,
    accountLinkEntity,
    secondFactorEntity,
    recoveryCodeEntity,
    oidcProviderEntity,
    oidcIdentityEntity,
    oidcFlowEntity,
  ],
  migrations: authMigrations,
  owned: {
    refresh_tokens: { by: 'session_id', of: 'sessions' },
    oidc_identities: { by: 'provider_id', of: 'oidc_providers' },
    oidc_flows: { by: 'provider_id', of: 'oidc_providers' },
  },
  // Accounts are their people's. Those of nobody else go with the company; see AccountRemoval.
  ofPlatform: ['users', 'signing_keys', 'account_links', 'second_factors', 'recovery_codes'],
  sealed: [
    sealedColumn(signingKeyEntity, 'sealedPrivateKey', signingKeyOwner),
    sealedColumn(secondFactorEntity, 'sealedSecret', secondFactorOwner),
    sealedColumn(oidcProviderEntity, 'sealedSecret', secretOwner),
  ],
  controllers: [
    SessionsController,
    AccountController,
    SecondFactorController,
    OidcController,
    OidcProvidersController,
    ApiKeysController,
  ],
  providers: (host) => [
    { provide: publicUrl, useValue: host.publicUrl },
    { provide: recoveryKey, inject: [Vault], useFactory: (vault: Vault) => vault.keptKey('recovery-codes') },
    { provide: JwtService, useValue: new JwtService({}) },
    Attempts,
    UserRepository,
    SessionRepository,
    AccountAudit,
    { provide: keyAge, useFactory: () => loadConfig({ signing: signingConfig }).signing.keyDays * 24 * 3600_000 },
    KeysService,
    TokensService,
    SessionsService,
    AccountRemoval,
    SessionsRpc,
    AccountMailer,
    AccountLinks,
    AccountService,
    ResetLinks,
    SignInOptions,
    SecondFactorService,
    OidcClient,
    OidcFlows,
    OidcProvidersService,
    OidcService,
    ApiKeysService,
    ApiKeysRpc,
  ],
};
