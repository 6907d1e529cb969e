import { serviceLogger } from '#libs/service';
import type { ServicePart } from '../../service-part.js';
import { AnswerCacheController } from '../answer-cache/answer-cache.controller.js';
import { AnswerCacheService } from '../answer-cache/answer-cache.service.js';
import { AnswerCacheStage } from '../answer-cache/answer-cache.stage.js';
import { keptAnswerEntity } from '../answer-cache/kept-answer.entity.js';
import { KeptAnswers } from '../answer-cache/kept-answers.js';
import { Meanings } from '../answer-cache/meanings.js';
import { QuestionEmbedder } from '../answer-cache/question-embedder.port.js';
import { BudgetBook } from '../budgets/budget-book.js';
import { budgetEntity, counterEntity } from '../budgets/budget.entity.js';
import { BudgetLedger } from '../budgets/budget-ledger.js';
import { BudgetRepository } from '../budgets/budget.repository.js';
import { BudgetShares } from '../budgets/budget-shares.js';
import { BudgetStage } from '../budgets/budget.stage.js';
import { BudgetsController } from '../budgets/budgets.controller.js';
import { BudgetsRpc } from '../budgets/budgets.rpc.js';
import { BudgetsService } from '../budgets/budgets.service.js';
import { CounterRepository } from '../budgets/counter.repository.js';
import { Counters } from '../budgets/counters.js';
import { RaisesService } from '../budgets/raises.service.js';
import { Breakers } from '../calls/breakers.js';
import { CompanyEmbedder } from '../embeddings/company-embedder.js';
import { EstimatesController } from '../estimates/estimates.controller.js';
import { EstimatesRpc } from '../estimates/estimates.rpc.js';
import { EstimatesService } from '../estimates/estimates.service.js';
import { AiSettingsService } from '../settings/ai-settings.service.js';
import { aiCallEntity } from './ai-call.entity.js';
import { AiCallRepository } from './ai-call.repository.js';
import { BreakerStates } from './breaker-states.port.js';
import { HealthService } from './health.service.js';
import { CompanyModels, PricedModels } from './priced-models.js';
import { CompanyPrices, Prices } from './prices.js';
import { ProbeCosts } from './probe-costs.js';
import { SpendRepository } from './spend.repository.js';
import { SpendService } from './spend.service.js';
import { SpendWatch } from './spend-watch.port.js';
import { UsageController } from './usage.controller.js';
import { UsageRpc } from './usage.rpc.js';
import { UsageService } from './usage.service.js';
import { UsageWriter } from './usage-writer.js';

/** What calls cost, what they may cost, and what kept answers save. */
export const moneyPart: ServicePart = {
  entities: [aiCallEntity, budgetEntity, counterEntity, keptAnswerEntity],
  controllers: [UsageController, BudgetsController, AnswerCacheController, EstimatesController],
  providers: [
    AiCallRepository,
    SpendRepository,
    { provide: Prices, useClass: CompanyPrices },
    { provide: PricedModels, useClass: CompanyModels },
    { provide: SpendWatch, useExisting: BudgetLedger },
    UsageWriter,
    UsageService,
    ProbeCosts,
    SpendService,
    { provide: BreakerStates, useExisting: Breakers },
    HealthService,
    BudgetRepository,
    CounterRepository,
    Counters,
    BudgetBook,
    BudgetLedger,
    BudgetShares,
    BudgetStage,
    BudgetsService,
    RaisesService,
    BudgetsRpc,
    UsageRpc,
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
  ],
};
