import { aiRoutes, aiRpc } from '#libs/contracts';
import { loadConfig } from '#libs/platform/config';
import { Database } from '#libs/platform/database';
import type { Probe } from '#libs/platform/http';
import type { ServiceDefinition } from '#libs/service';
import { modelConfig } from './config.js';
import { askEntity } from './features/asks/ask.entity.js';
import { AskStore } from './features/asks/ask-store.js';
import { AsksRpc } from './features/asks/asks.rpc.js';
import { KeyedAsks } from './features/asks/keyed-asks.js';
import { Breakers } from './features/calls/breakers.js';
import { CallLimits } from './features/calls/call-limits.js';
import { Candidates } from './features/calls/candidates.js';
import { EmbeddingCalls } from './features/calls/embedding-calls.js';
import { ModelCaller } from './features/calls/model-caller.js';
import { ModelCalls } from './features/calls/pipeline.js';
import type { Stage } from './features/calls/stage.js';
import { Receipts } from './features/calls/receipts.js';
import { Routing } from './features/calls/routing.js';
import { RoutingStage } from './features/calls/routing-stage.js';
import { AnswerSchemas } from './features/completions/answer-schema.js';
import { CompletionsController } from './features/completions/completions.controller.js';
import { CompletionsRpc } from './features/completions/completions.rpc.js';
import { CompletionsService } from './features/completions/completions.service.js';
import { Escalation } from './features/completions/escalation.js';
import { EmbeddingsController } from './features/embeddings/embeddings.controller.js';
import { EmbeddingsRpc } from './features/embeddings/embeddings.rpc.js';
import { EmbeddingsService } from './features/embeddings/embeddings.service.js';
import { CustomEndpoints } from './features/models/custom-endpoints.js';
import { ModelRouter } from './features/models/model-router.js';
import { ModelsController } from './features/models/models.controller.js';
import { ModelsRpc } from './features/models/models.rpc.js';
import { ProviderPool } from './features/models/provider-pool.js';
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
  entities: [askEntity, aiCallEntity, aiSettingsEntity],
  migrations: aiMigrations,
  controllers: [
    CompletionsController,
    EmbeddingsController,
    TasksController,
    ModelsController,
    UsageController,
    AiSettingsController,
  ],
  providers: ({ exclusive }) => [
    { provide: ProviderPool, useFactory: () => new ProviderPool(loadConfig({ models: modelConfig }).models) },
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
    ModelRouter,
    CustomEndpoints,
    AiCallRepository,
    UsageService,
    ModelCaller,
    Breakers,
    CallLimits,
    Candidates,
    Receipts,
    Routing,
    RoutingStage,
    // The stages of every call in their order, outermost first.
    {
      provide: ModelCalls,
      inject: [RoutingStage],
      useFactory: (...stages: Stage[]) => new ModelCalls(stages),
    },
    EmbeddingCalls,
    EmbeddingsService,
    EmbeddingsRpc,
    KeyedAsks,
    AsksRpc,
    AnswerSchemas,
    Escalation,
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
    pool.connected.map((connected) => [
      `model:${connected.id}`,
      {
        required: false,
        check: () => ({
          ok: connected.healthy !== false,
          detail: connected.healthy === null ? 'not called yet' : undefined,
        }),
      },
    ]),
  );
