import { Injectable } from '@nestjs/common';
import { costMicros, type TokenCount } from '#libs/catalog/providers/defs';
import { AppError } from '#libs/contracts';
import type { Asking } from '../calls/asking.js';
import type { Target } from '../models/model-router.js';
import { PricedModels } from '../usage/priced-models.js';
import { BudgetBook, type Bound } from './budget-book.js';
import { BudgetLedger, type Granted } from './budget-ledger.js';
import type { Estimate } from './deciding.js';
import { refusal } from './refusals.js';

type Use = Pick<TokenCount, 'inputTokens' | 'outputTokens'>;

/** What a call wants of its budgets. */
export interface Wish {
  asking: Asking;
  /** The model that would answer, also in place of the wanted one. @throws AppError when the name leads nowhere */
  target: (wanted: string | undefined) => Target | Promise<Target>;
  wanted?: string | undefined;
  use: Use;
  /** No cheaper model can stand in: what a budget would answer more cheaply passes as it is. */
  isFixed?: boolean;
}

/** What is held for one call. */
export interface Share {
  /** The cheaper model that budgets chose; else the wanted one. */
  wanted: string | undefined;
  isDegraded: boolean;
  /** The call is over. Never throws; the second time it does nothing. */
  end(): Promise<void>;
}

/** Asks for a call's share of what its company, workflow, agent and run may spend, whatever kind of call it is. */
@Injectable()
export class BudgetShares {
  constructor(
    private readonly book: BudgetBook,
    private readonly ledger: BudgetLedger,
    private readonly models: PricedModels,
  ) {}

  /** True when it is known, without a look at the database, that nothing bounds the call. */
  isFree(asking: Asking): boolean {
    return this.book.isFree(asking);
  }

  /** @returns nothing when nothing has to be held. @throws BUDGET_EXCEEDED, BUDGET_APPROVAL_NEEDED; both name the budget and when it begins anew */
  async hold(wish: Wish): Promise<Share | undefined> {
    if (this.isFree(wish.asking)) return undefined;
    const bounds = await this.book.boundsOf(wish.asking);
    // Who only wants to be told asks for no share: what is spent is counted where it is written down.
    return bounds.some(({ budget }) => budget.action !== 'warn') ? this.grant(wish, bounds) : undefined;
  }

  /** Takes the cheaper models that budgets want, one after the other, until the call fits or is refused. */
  private async grant(wish: Wish, bounds: readonly Bound[]): Promise<Share> {
    const { companyId } = wish.asking.caller;
    const passing = wish.isFixed ? bounds.filter(({ budget }) => budget.action === 'degrade') : [];
    const degraded = new Set(passing.map(({ budget }) => budget.id));
    for (let wanted = wish.wanted, answer: Granted; ; wanted = answer.by.budget.degradeTo ?? wanted) {
      const estimate = await this.estimate(wish, wanted);
      // What costs nothing is in nobody's way, and needs no row to be held.
      if (estimate.isFree) return this.share(undefined, wanted, wanted !== wish.wanted);
      answer = await this.ledger.claim({ companyId, bounds, estimate, degraded });
      if (answer.kind === 'refused') throw refusal(answer.by, answer.counter, estimate);
      if (answer.kind === 'granted') return this.share(answer.reservation, wanted, wanted !== wish.wanted);
      degraded.add(answer.by.budget.id);
    }
  }

  private share(reservation: string | undefined, wanted: string | undefined, isDegraded: boolean): Share {
    let held = reservation;
    const end = async () => {
      const ended = held;
      held = undefined;
      // A share that cannot be given back now ends by itself; the answer is paid for and must not be lost to that.
      if (ended !== undefined) await this.ledger.release(ended).catch(() => undefined);
    };
    return { wanted, isDegraded, end };
  }

  /** Of a model whose price nobody knows: nothing, but no free pass either. */
  private async estimate({ asking, target, use }: Wish, wanted: string | undefined): Promise<Estimate> {
    try {
      const price = await this.models.priceOf(asking.caller.companyId, await target(wanted));
      if (!price) return { micros: 0, isFree: false };
      const micros = costMicros(price, { ...use, cachedInputTokens: 0 });
      return { micros, isFree: price.input === 0 && price.output === 0 };
    } catch (error) {
      // Routing says what is wrong with the name, or knows it as something else than a model of the catalogue.
      if (AppError.is(error)) return { micros: 0, isFree: false };
      throw error;
    }
  }
}
