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
import { ModelCaller } from './features/calls/model-caller.js';
import { AnswerSchemas } from './features/completions/answer-schema.js';
import { CompletionsController } from './features/completions/completions.controller.js';
import { CompletionsRpc } from './features/completions/completions.rpc.js';
import { CompletionsService } from './features/completions/completions.service.js';
import { CustomEndpoints } from './features/models/custom-endpoints.js';
import { ModelRouter } from './features/models/model-router.js';
import { ModelsController } from './features/models/models.controller.js';
import { ModelsRpc } from './features/models/models.rpc.js';
import { ProviderPool } from './features/models/provider-pool.js';
import { BenchAsking } from './features/prompts/bench-asking.js';
import { BenchRunner } from './features/prompts/bench-runner.js';
import { benchEntity, cellEntity } from './features/prompts/bench.entity.js';
import { BenchRepository } from './features/prompts/bench.repository.js';
import { BenchesController } from './features/prompts/benches.controller.js';
import { BenchesService } from './features/prompts/benches.service.js';
import { PromptRunning } from './features/prompts/prompt-running.js';
import { promptEntity, promptVersionEntity } from './features/prompts/prompt.entity.js';
import { PromptRepository, PromptVersionRepository } from './features/prompts/prompt.repository.js';
import { PromptsController } from './features/prompts/prompts.controller.js';
import { PromptsRpc } from './features/prompts/prompts.rpc.js';
import { PromptsService } from './features/prompts/prompts.service.js';
import { Classifying } from './features/tasks/classifying.js';
import { Extracting } from './features/tasks/extracting.js';
import { Feedback } from './features/tasks/feedback.js';
import { feedbackEntity } from './features/tasks/feedback.entity.js';
import { Summarizing } from './features/tasks/summarizing.js';
import { TaskModels } from './features/tasks/task-models.js';
import { TaskPrompting } from './features/tasks/task-run.js';
import { TasksController } from './features/tasks/tasks.controller.js';
import { TasksRpc } from './features/tasks/tasks.rpc.js';
import { TasksService } from './features/tasks/tasks.service.js';
import { Translating } from './features/tasks/translating.js';
import { aiCallEntity } from './features/usage/ai-call.entity.js';
import { AiCallRepository } from './features/usage/ai-call.repository.js';
import { UsageController } from './features/usage/usage.controller.js';
import { UsageService } from './features/usage/usage.service.js';
import { aiMigrations } from './migrations/ai.migrations.js';

const taskProviders = [
  TaskModels,
  TaskPrompting,
  Feedback,
  Summarizing,
  Extracting,
  Classifying,
  Translating,
  TasksService,
];

const promptProviders = [
  PromptRepository,
  PromptVersionRepository,
  PromptsService,
  PromptRunning,
  PromptsRpc,
  BenchRepository,
  BenchAsking,
  BenchRunner,
  BenchesService,
];

/** Model providers, tasks, kept answers, and what they cost. */
export const aiService: ServiceDefinition = {
  name: 'ai',
  routes: aiRoutes,
  rpc: aiRpc,
  entities: [askEntity, aiCallEntity, feedbackEntity, promptEntity, promptVersionEntity, benchEntity, cellEntity],
  migrations: aiMigrations,
  controllers: [
    CompletionsController,
    TasksController,
    PromptsController,
    BenchesController,
    ModelsController,
    UsageController,
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
    ModelRouter,
    CustomEndpoints,
    AiCallRepository,
    UsageService,
    ModelCaller,
    KeyedAsks,
    AsksRpc,
    AnswerSchemas,
    CompletionsService,
    CompletionsRpc,
    ...taskProviders,
    TasksRpc,
    ...promptProviders,
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
