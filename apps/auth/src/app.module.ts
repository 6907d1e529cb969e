import { JwtService } from '@nestjs/jwt';
import { apiKeyRoutes, apiKeyRpc, authRoutes, authRpc } from '#libs/contracts';
import type { ServiceDefinition } from '#libs/service';
import { apiKeyEntity } from './features/api-keys/api-key.entity.js';
import { ApiKeysController } from './features/api-keys/api-keys.controller.js';
import { ApiKeysRpc } from './features/api-keys/api-keys.rpc.js';
import { ApiKeysService } from './features/api-keys/api-keys.service.js';
import { signingKeyEntity } from './features/keys/key.entity.js';
import { KeysService } from './features/keys/keys.service.js';
import { refreshEntity, sessionEntity } from './features/sessions/session.entity.js';
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
  routes: { ...authRoutes, ...apiKeyRoutes },
  rpc: { ...authRpc, ...apiKeyRpc },
  entities: [userEntity, sessionEntity, refreshEntity, signingKeyEntity, apiKeyEntity],
  migrations: authMigrations,
  controllers: [SessionsController, ApiKeysController],
  providers: () => [
    { provide: JwtService, useValue: new JwtService({}) },
    UserRepository,
    SessionRepository,
    AccountAudit,
    KeysService,
    TokensService,
    SessionsService,
    SessionsRpc,
    ApiKeysService,
    ApiKeysRpc,
  ],
};
