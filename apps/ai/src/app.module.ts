import { aiRoutes, aiRpc } from '#libs/contracts';
import { loadConfig } from '#libs/platform/config';
import { Database } from '#libs/platform/database';
import type { Probe } from '#libs/platform/http';
import { serviceLogger, type ServiceDefinition } from '#libs/service';
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
import { CompanyEmbedder } from './features/embeddings/company-embedder.js';
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
import { AnswerCacheController } from './features/answer-cache/answer-cache.controller.js';
import { AnswerCacheService } from './features/answer-cache/answer-cache.service.js';
import { AnswerCacheStage } from './features/answer-cache/answer-cache.stage.js';
import { keptAnswerEntity } from './features/answer-cache/kept-answer.entity.js';
import { KeptAnswers } from './features/answer-cache/kept-answers.js';
import { Meanings } from './features/answer-cache/meanings.js';
import { QuestionEmbedder } from './features/answer-cache/question-embedder.port.js';
import { BudgetBook } from './features/budgets/budget-book.js';
import { budgetEntity, counterEntity } from './features/budgets/budget.entity.js';
import { BudgetLedger } from './features/budgets/budget-ledger.js';
import { BudgetRepository } from './features/budgets/budget.repository.js';
import { BudgetStage } from './features/budgets/budget.stage.js';
import { BudgetsController } from './features/budgets/budgets.controller.js';
import { BudgetsRpc } from './features/budgets/budgets.rpc.js';
import { BudgetsService } from './features/budgets/budgets.service.js';
import { CounterRepository } from './features/budgets/counter.repository.js';
import { Counters } from './features/budgets/counters.js';
import { RaisesService } from './features/budgets/raises.service.js';
import { EstimatesController } from './features/estimates/estimates.controller.js';
import { EstimatesRpc } from './features/estimates/estimates.rpc.js';
import { EstimatesService } from './features/estimates/estimates.service.js';
import { BreakerStates } from './features/usage/breaker-states.port.js';
import { HealthService } from './features/usage/health.service.js';
import { DefinedModels, PricedModels } from './features/usage/priced-models.js';
import { SpendRepository } from './features/usage/spend.repository.js';
import { SpendService } from './features/usage/spend.service.js';
import { SpendWatch } from './features/usage/spend-watch.port.js';
import { UsageWriter } from './features/usage/usage-writer.js';
import { aiMigrations } from './migrations/ai.migrations.js';

/** Model providers, tasks, kept answers, and what they cost. */
export const aiService: ServiceDefinition = {
  name: 'ai',
  routes: aiRoutes,
  rpc: aiRpc,
  entities: [askEntity, aiCallEntity, aiSettingsEntity, budgetEntity, counterEntity, keptAnswerEntity],
  migrations: aiMigrations,
  controllers: [
    CompletionsController,
    EmbeddingsController,
    TasksController,
    ModelsController,
    UsageController,
    AiSettingsController,
    BudgetsController,
    AnswerCacheController,
    EstimatesController,
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
    SpendRepository,
    { provide: PricedModels, useClass: DefinedModels },
    { provide: SpendWatch, useExisting: BudgetLedger },
    UsageWriter,
    UsageService,
    SpendService,
    { provide: BreakerStates, useExisting: Breakers },
    HealthService,
    BudgetRepository,
    CounterRepository,
    Counters,
    BudgetBook,
    BudgetLedger,
    BudgetStage,
    BudgetsService,
    RaisesService,
    BudgetsRpc,
    KeptAnswers,
    Meanings,
    AnswerCacheService,
    { provide: QuestionEmbedder, useClass: CompanyEmbedder },
    {
      provide: AnswerCacheStage,
      inject: [AiSettingsService, KeptAnswers, Meanings, PricedModels, UsageService, QuestionEmbedder, serviceLogger],
      useFactory: (...parts: ConstructorParameters<typeof AnswerCacheStage>) => new AnswerCacheStage(...parts),
    },
    EstimatesService,
    EstimatesRpc,
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
      inject: [AnswerCacheStage, BudgetStage, RoutingStage],
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
