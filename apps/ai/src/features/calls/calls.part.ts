import { Database } from '#libs/platform/database';
import { loadConfig } from '#libs/platform/config';
import { Limits } from '#libs/platform/limits';
import { modelConfig } from '../../config.js';
import type { ServicePart } from '../../service-part.js';
import { AnswerCacheStage } from '../answer-cache/answer-cache.stage.js';
import { askEntity } from '../asks/ask.entity.js';
import { AskStore } from '../asks/ask-store.js';
import { AsksRpc } from '../asks/asks.rpc.js';
import { KeyedAsks } from '../asks/keyed-asks.js';
import { BudgetStage } from '../budgets/budget.stage.js';
import { AnswerSchemas } from '../completions/answer-schema.js';
import { CompletionsController } from '../completions/completions.controller.js';
import { CompletionsRpc } from '../completions/completions.rpc.js';
import { CompletionsService } from '../completions/completions.service.js';
import { Escalation } from '../completions/escalation.js';
import { EmbeddingsController } from '../embeddings/embeddings.controller.js';
import { EmbeddingsRpc } from '../embeddings/embeddings.rpc.js';
import { EmbeddingsService } from '../embeddings/embeddings.service.js';
import { GuardrailStage } from '../guardrails/guardrail.stage.js';
import { ModelHealth } from '../models/model-health.js';
import { AgentModels } from '../openai/agent-models.js';
import { OpenaiController } from '../openai/openai.controller.js';
import { OpenaiService } from '../openai/openai.service.js';
import { AiSettingsService } from '../settings/ai-settings.service.js';
import { RecordingStage } from '../recordings/recording.stage.js';
import { Breakers } from './breakers.js';
import { CallLimits } from './call-limits.js';
import { Candidates } from './candidates.js';
import { EmbeddingCalls } from './embedding-calls.js';
import { Latencies } from './latencies.js';
import { ModelCaller } from './model-caller.js';
import { ModelCalls } from './pipeline.js';
import { Receipts } from './receipts.js';
import { Routing } from './routing.js';
import { RoutingStage } from './routing-stage.js';
import type { Stage } from './stage.js';

/** The stages of every call in their order, outermost first. */
const stages = [GuardrailStage, RecordingStage, AnswerCacheStage, BudgetStage, RoutingStage];

/** @param exclusive nobody else uses the database, so what is at work there died with the process before */
export const callsPart = (exclusive: boolean): ServicePart => ({
  entities: [askEntity],
  controllers: [CompletionsController, EmbeddingsController, OpenaiController],
  providers: [
    {
      provide: AskStore,
      inject: [Database],
      useFactory: async (database: Database) => {
        const store = new AskStore(database);
        if (exclusive) await store.releaseAll();
        return store;
      },
    },
    KeyedAsks,
    AsksRpc,
    Breakers,
    Latencies,
    { provide: ModelHealth, useExisting: Latencies },
    {
      provide: CallLimits,
      inject: [Limits, AiSettingsService],
      useFactory: (limits: Limits, settings: AiSettingsService) => {
        const { concurrent, tokensPerMinute } = loadConfig({ models: modelConfig }).models;
        return new CallLimits(limits, settings, { concurrent, tokensPerMinute });
      },
    },
    Candidates,
    Receipts,
    Routing,
    RoutingStage,
    { provide: ModelCalls, inject: stages, useFactory: (...made: Stage[]) => new ModelCalls(made) },
    ModelCaller,
    EmbeddingCalls,
    AnswerSchemas,
    Escalation,
    CompletionsService,
    CompletionsRpc,
    EmbeddingsService,
    EmbeddingsRpc,
    AgentModels,
    OpenaiService,
  ],
});
