import { aiRoutes, aiRpc } from '#libs/contracts';
import { loadConfig } from '#libs/platform/config';
import { Database } from '#libs/platform/database';
import type { Probe } from '#libs/platform/http';
import type { ServiceDefinition } from '#libs/service';
import { modelConfig } from './config.js';
import { AccountConnections } from './features/accounts/account-connections.js';
import { AccountSecrets } from './features/accounts/account-secrets.js';
import { AccountTestService } from './features/accounts/account-test.service.js';
import { AccountsController } from './features/accounts/accounts.controller.js';
import { AccountsService } from './features/accounts/accounts.service.js';
import { providerAccountEntity } from './features/accounts/provider-account.entity.js';
import { ProviderAccountRepository } from './features/accounts/provider-account.repository.js';
import { ProviderDirectory } from './features/accounts/provider-directory.js';
import { askEntity } from './features/asks/ask.entity.js';
import { AskStore } from './features/asks/ask-store.js';
import { AsksRpc } from './features/asks/asks.rpc.js';
import { KeyedAsks } from './features/asks/keyed-asks.js';
import { ModelCaller } from './features/calls/model-caller.js';
import { AnswerSchemas } from './features/completions/answer-schema.js';
import { CompletionsController } from './features/completions/completions.controller.js';
import { CompletionsRpc } from './features/completions/completions.rpc.js';
import { CompletionsService } from './features/completions/completions.service.js';
import { catalogueEntity } from './features/models/catalogue.entity.js';
import { CatalogueRepository } from './features/models/catalogue.repository.js';
import { CustomEndpoints } from './features/models/custom-endpoints.js';
import { EnvironmentProviders } from './features/models/environment-providers.js';
import { modelCheckEntity } from './features/models/model-check.entity.js';
import { ModelCheckRepository } from './features/models/model-check.repository.js';
import { modelPriceEntity } from './features/models/model-price.entity.js';
import { ModelPrices } from './features/models/model-prices.service.js';
import { ModelRefresh } from './features/models/model-refresh.js';
import { ModelRouter } from './features/models/model-router.js';
import { ModelsController } from './features/models/models.controller.js';
import { ModelsRpc } from './features/models/models.rpc.js';
import { ModelsService } from './features/models/models.service.js';
import { ProviderPool } from './features/models/provider-pool.js';
import { RoutingModels } from './features/models/routing-models.js';
import { ToolChecks } from './features/models/tool-checks.js';
import { ToolProbe } from './features/models/tool-probe.js';
import { aiSettingsEntity } from './features/settings/ai-settings.entity.js';
import { AiSettingsController } from './features/settings/ai-settings.controller.js';
import { AiSettingsRepository } from './features/settings/ai-settings.repository.js';
import { AiSettingsService } from './features/settings/ai-settings.service.js';
import { TasksController } from './features/tasks/tasks.controller.js';
import { TasksRpc } from './features/tasks/tasks.rpc.js';
import { TasksService } from './features/tasks/tasks.service.js';
import { aiCallEntity } from './features/usage/ai-call.entity.js';
import { AiCallRepository } from './features/usage/ai-call.repository.js';
import { UsageController } from './features/usage/usage.controller.js';
import { UsageService } from './features/usage/usage.service.js';
import { aiMigrations } from './migrations/ai.migrations.js';

/** Model providers, tasks, kept answers, and what they cost. */
export const aiService: ServiceDefinition = {
  name: 'ai',
  routes: aiRoutes,
  rpc: aiRpc,
  entities: [
    askEntity,
    aiCallEntity,
    aiSettingsEntity,
    providerAccountEntity,
    catalogueEntity,
    modelCheckEntity,
    modelPriceEntity,
  ],
  migrations: aiMigrations,
  controllers: [
    CompletionsController,
    TasksController,
    ModelsController,
    UsageController,
    AiSettingsController,
    AccountsController,
  ],
  providers: ({ exclusive }) => [
    {
      provide: EnvironmentProviders,
      useFactory: () => new EnvironmentProviders(loadConfig({ models: modelConfig }).models),
    },
    {
      provide: AskStore,
      inject: [Database],
      useFactory: async (database: Database) => {
        const store = new AskStore(database);
        // Nobody else uses the database, so what is at work there died with the process before.
        if (exclusive) await store.releaseAll();
        return store;
      },
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
    AiCallRepository,
    UsageService,
    ModelCaller,
    KeyedAsks,
    AsksRpc,
    AnswerSchemas,
    CompletionsService,
    CompletionsRpc,
    TasksService,
    TasksRpc,
    ModelsRpc,
  ],
  probes: (get) => providerProbes(get(ProviderPool)),
};

/** Shown by `/readyz`; the service is ready without them. */
const providerProbes = (pool: ProviderPool): Record<string, Probe> =>
  Object.fromEntries(
    pool.shared.map((connected) => [
      `model:${connected.id}`,
      { required: false, check: () => howIs(pool.healthy(connected)) },
    ]),
  );

const howIs = (healthy: boolean | null) => ({
  ok: healthy !== false,
  detail: healthy === null ? 'not called yet' : undefined,
});
