import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Limits } from '#libs/platform/limits';
import type { Target } from '../models/model-router.js';
import type { Asking } from './asking.js';
import { accountKey } from './breakers.js';
import { Gate, type GateRates, type Permit } from './gate.js';

/** Of an account that says nothing else. */
const defaultRates: GateRates = { concurrent: 1000 };
/** Accounts that are kept; one that was not used for so long has nobody waiting. */
const kept = 2_000;

/** The limits of each provider key: calls at once and tokens a minute, of all replicas together. */
@Injectable()
export class CallLimits {
  private readonly gates = new LRUCache<string, Gate>({ max: kept });

  constructor(private readonly limits: Limits) {}

  /** @throws MODEL_BUSY, the reason of `asking.signal` */
  enter(
    { caller, origin, signal }: Asking,
    target: Target,
    expectedTokens: () => number,
    leaseMs: number,
  ): Promise<Permit> {
    const gate = this.gateOf(target);
    return gate.enter({
      companyId: caller.companyId,
      caller: origin.runId ?? origin.agentId ?? caller.userId ?? '',
      tokens: gate.rates.tokensPerMinute === undefined ? 0 : expectedTokens(),
      leaseMs,
      signal,
    });
  }

  private gateOf(target: Target): Gate {
    const key = accountKey(target);
    const rates = ratesOf(target);
    const known = this.gates.get(key);
    if (known) {
      known.rates = rates;
      return known;
    }
    const gate = new Gate(key, this.limits, rates);
    this.gates.set(key, gate);
    return gate;
  }
}

const ratesOf = ({ connected }: Target): GateRates => ({
  ...defaultRates,
  ...(connected as { limits?: GateRates }).limits,
});
