import { loadConfig } from '#libs/platform/config';
import { modelConfig } from '../../config.js';
import type { ServicePart } from '../../service-part.js';
import { AccountConnections } from '../accounts/account-connections.js';
import { AccountSecrets } from '../accounts/account-secrets.js';
import { AccountTestService } from '../accounts/account-test.service.js';
import { AccountsController } from '../accounts/accounts.controller.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { providerAccountEntity } from '../accounts/provider-account.entity.js';
import { ProviderAccountRepository } from '../accounts/provider-account.repository.js';
import { ProviderDirectory } from '../accounts/provider-directory.js';
import { aiSettingsEntity } from '../settings/ai-settings.entity.js';
import { AiSettingsController } from '../settings/ai-settings.controller.js';
import { AiSettingsRepository } from '../settings/ai-settings.repository.js';
import { AiSettingsService } from '../settings/ai-settings.service.js';
import { catalogueEntity } from './catalogue.entity.js';
import { CatalogueRepository } from './catalogue.repository.js';
import { CustomEndpoints } from './custom-endpoints.js';
import { EnvironmentProviders } from './environment-providers.js';
import { modelCheckEntity } from './model-check.entity.js';
import { ModelCheckRepository } from './model-check.repository.js';
import { modelPriceEntity } from './model-price.entity.js';
import { ModelPrices } from './model-prices.service.js';
import { ModelRefresh } from './model-refresh.js';
import { ModelRouter } from './model-router.js';
import { ModelsController } from './models.controller.js';
import { ModelsRpc } from './models.rpc.js';
import { ModelsService } from './models.service.js';
import { ProviderPool } from './provider-pool.js';
import { RoutingModels } from './routing-models.js';
import { ToolChecks } from './tool-checks.js';
import { ToolProbe } from './tool-probe.js';

/** Which providers and models a company has, and what it set. */
export const modelsPart: ServicePart = {
  entities: [aiSettingsEntity, providerAccountEntity, catalogueEntity, modelCheckEntity, modelPriceEntity],
  controllers: [ModelsController, AccountsController, AiSettingsController],
  providers: [
    {
      provide: EnvironmentProviders,
      useFactory: () => new EnvironmentProviders(loadConfig({ models: modelConfig }).models),
    },
    AiSettingsRepository,
    AiSettingsService,
    ProviderAccountRepository,
    AccountSecrets,
    AccountConnections,
    AccountsService,
    AccountTestService,
    ProviderDirectory,
    ProviderPool,
    CatalogueRepository,
    ModelCheckRepository,
    ToolProbe,
    ToolChecks,
    ModelRefresh,
    ModelPrices,
    ModelRouter,
    ModelsService,
    RoutingModels,
    CustomEndpoints,
    ModelsRpc,
  ],
};
