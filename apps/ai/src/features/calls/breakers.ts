import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Target } from '../models/model-router.js';
import { BreakerStates } from '../usage/breaker-states.port.js';
import { Breaker, type BreakerState } from './breaker.js';

/** Breakers that are kept; the one used longest ago is forgotten first. */
const kept = 5_000;

export interface BreakerFigures {
  /** Names the provider account; see `accountKey`. */
  account: string;
  /** As the platform calls it: `openai/gpt-5-mini`. */
  model: string;
  state: BreakerState;
  /** Of the latest calls. */
  calls: number;
  failures: number;
}

/** One breaker for each model of each provider account. Of this replica: each finds out by itself, within a few calls. */
@Injectable()
export class Breakers extends BreakerStates {
  private readonly known = new LRUCache<string, { account: string; model: string; breaker: Breaker }>({ max: kept });
  /** The breaker that a company met last under the name of a model. */
  private readonly met = new LRUCache<string, Breaker>({ max: kept });

  of(target: Target, companyId: string): Breaker {
    const account = accountKey(target);
    const key = `${account} ${target.name}`;
    let entry = this.known.get(key);
    if (!entry) this.known.set(key, (entry = { account, model: target.id, breaker: new Breaker() }));
    this.met.set(`${companyId} ${target.id}`, entry.breaker);
    return entry.breaker;
  }

  stateOf(companyId: string, _provider: string, model: string): BreakerState {
    return this.met.get(`${companyId} ${model}`)?.state ?? 'closed';
  }

  /** Of the accounts that `isWanted` names, for the page of health. */
  figures(isWanted: (account: string) => boolean = () => true): BreakerFigures[] {
    return [...this.known.values()]
      .filter(({ account }) => isWanted(account))
      .map(({ account, model, breaker }) => ({ account, model, state: breaker.state, ...breaker.figures }));
  }

  /** All closed, nothing remembered. For tests. */
  reset(): void {
    this.known.clear();
    this.met.clear();
  }
}

/** What limits and breakers count for: the account whose key is used. */
export const accountKey = ({ connected }: Target): string => connected.key;
