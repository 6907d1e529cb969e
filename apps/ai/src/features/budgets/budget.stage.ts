import { Injectable } from '@nestjs/common';
import { costMicros } from '#libs/catalog/providers/defs';
import { AppError } from '#libs/contracts';
import { Stage, type AnswerPart, type ModelCall, type NextStage } from '../calls/stage.js';
import { guessUse } from '../estimates/guess-tokens.js';
import { PricedModels } from '../usage/priced-models.js';
import { BudgetBook, type Bound } from './budget-book.js';
import { BudgetLedger, type Granted } from './budget-ledger.js';
import type { Estimate } from './deciding.js';
import { refusal } from './refusals.js';

/** No call goes to a model beyond what its company, workflow, agent or run may spend. */
@Injectable()
export class BudgetStage extends Stage {
  constructor(
    private readonly book: BudgetBook,
    private readonly ledger: BudgetLedger,
    private readonly models: PricedModels,
  ) {
    super();
  }

  /** @throws BUDGET_EXCEEDED, BUDGET_APPROVAL_NEEDED; both name the budget and when it begins anew */
  run(call: ModelCall, next: NextStage): AsyncIterable<AnswerPart> {
    return this.book.isFree(call.asking) ? next(call) : this.bounded(call, next);
  }

  private async *bounded(call: ModelCall, next: NextStage): AsyncIterable<AnswerPart> {
    const bounds = await this.book.boundsOf(call.asking);
    // Who only wants to be told asks for no share: what is spent is counted where it is written down.
    const { call: granted, reservation } = bounds.some(({ budget }) => budget.action !== 'warn')
      ? await this.grant(call, bounds)
      : { call, reservation: undefined };
    if (reservation === undefined) return yield* next(granted);
    let held = true;
    try {
      for await (const part of next(granted)) {
        if (part.type === 'end') {
          // Before the end is handed out: whoever asks again at once finds the share free.
          held = false;
          await this.letGo(reservation);
        }
        yield part;
      }
    } finally {
      if (held) await this.letGo(reservation);
    }
  }

  /** Takes the cheaper models that budgets want, one after the other, until the call fits or is refused. */
  private async grant(call: ModelCall, bounds: readonly Bound[]) {
    const { companyId } = call.asking.caller;
    const degraded = new Set<string>();
    for (let wanted = call.wanted, answer: Granted; ; wanted = answer.by.budget.degradeTo ?? wanted) {
      const estimate = await this.estimate({ ...call, wanted });
      answer = await this.ledger.claim({ companyId, bounds, estimate, degraded });
      if (answer.kind === 'refused') throw refusal(answer.by, answer.counter, estimate);
      if (answer.kind === 'degrade') {
        degraded.add(answer.by.budget.id);
        continue;
      }
      if (degraded.size > 0 && wanted !== call.wanted) call.notes.rerouted = 'degraded';
      return { call: wanted === call.wanted ? call : { ...call, wanted }, reservation: answer.reservation };
    }
  }

  /** Of a model whose price nobody knows: nothing, but no free pass either. */
  private async estimate({ asking, request, wanted }: ModelCall): Promise<Estimate> {
    try {
      const { companyId } = asking.caller;
      const price = await this.models.priceOf(companyId, await this.models.resolve(companyId, wanted));
      if (!price) return { micros: 0, isFree: false };
      const micros = costMicros(price, { ...guessUse(request), cachedInputTokens: 0 });
      return { micros, isFree: price.input === 0 && price.output === 0 };
    } catch (error) {
      // Routing says what is wrong with the name, or knows it as something else than a model of the catalogue.
      if (AppError.is(error)) return { micros: 0, isFree: false };
      throw error;
    }
  }

  /** A share that cannot be given back now ends by itself; the answer is paid for and must not be lost to that. */
  private async letGo(reservation: string): Promise<void> {
    await this.ledger.release(reservation).catch(() => undefined);
  }
}
