import type { Provider, Type } from '@nestjs/common';
import { credentialOwner } from '#libs/platform/outbound';
import { sealedColumn, type SealedColumn } from '#libs/platform/vault';
import { CredentialChecks } from './checks/credential-checks.js';
import { AccessTokens, tokenOwner } from './connections/access-tokens.js';
import { Connecting } from './connections/connecting.js';
import { TokenRepository } from './connections/token.repository.js';
import { TokenServer } from './connections/token-server.js';
import { CredentialOpener } from './credential-opener.js';
import { CredentialReferences } from './credential-references.js';
import { CredentialUses } from './credential-uses.js';
import {
  credentialEntity,
  credentialFlowEntity,
  credentialTokenEntity,
  credentialUseEntity,
} from './credential.entity.js';
import { CredentialRepository } from './credential.repository.js';
import { CredentialsController } from './credentials.controller.js';
import { CredentialsRpc } from './credentials.rpc.js';
import { CredentialsService } from './credentials.service.js';
import { OutboundHttp } from './outbound-http.js';
import { VaultController } from './vault.controller.js';
import { VaultService } from './vault.service.js';

/** Credentials of companies, their connections, and the keys that seal them. */
export const credentialsPart = {
  entities: [credentialEntity, credentialTokenEntity, credentialFlowEntity, credentialUseEntity],
  controllers: [CredentialsController, VaultController] as Type[],
  providers: [
    CredentialRepository,
    CredentialReferences,
    CredentialUses,
    TokenRepository,
    TokenServer,
    AccessTokens,
    Connecting,
    CredentialOpener,
    CredentialsService,
    CredentialsRpc,
    OutboundHttp,
    CredentialChecks,
    VaultService,
  ] as Provider[],
  sealed: [
    sealedColumn(credentialEntity, 'sealed', ({ companyId, id }) => credentialOwner(companyId, id)),
    sealedColumn(credentialTokenEntity, 'sealed', tokenOwner),
  ] as SealedColumn[],
};
