import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { AiSettings } from '#libs/contracts';
import { Limits } from '#libs/platform/limits';
import type { Target } from '../models/model-router.js';
import { AiSettingsService } from '../settings/ai-settings.service.js';
import type { Asking } from './asking.js';
import { accountKey } from './breakers.js';
import { Gate, type GateRates, type Permit } from './gate.js';

/** Accounts that are kept; one that was not used for so long has nobody waiting. */
const kept = 2_000;

/** The limits of each provider key: calls at once and tokens a minute, of all replicas together. */
@Injectable()
export class CallLimits {
  private readonly gates = new LRUCache<string, Gate>({ max: kept });

  constructor(
    private readonly limits: Limits,
    private readonly settings: AiSettingsService,
    /** Of the operator's keys, and of accounts that say nothing. */
    private readonly usual: GateRates,
  ) {}

  /** @throws MODEL_BUSY, the reason of `asking.signal` */
  enter(asking: Asking, target: Target, expectedTokens: () => number, leaseMs: number): Permit | Promise<Permit> {
    const { caller, origin, signal } = asking;
    const enter = (rates: GateRates) => {
      const gate = this.gateOf(target, rates);
      return gate.enter({
        companyId: caller.companyId,
        caller: origin.runId ?? origin.agentId ?? caller.userId ?? '',
        tokens: gate.rates.tokensPerMinute === undefined ? 0 : expectedTokens(),
        leaseMs,
        signal,
      });
    };
    const rates = this.ratesOf(caller.companyId, target);
    return rates instanceof Promise ? rates.then(enter) : enter(rates);
  }

  private gateOf(target: Target, rates: GateRates): Gate {
    const key = accountKey(target);
    const known = this.gates.get(key);
    if (known) {
      known.rates = rates;
      return known;
    }
    const gate = new Gate(key, this.limits, rates);
    this.gates.set(key, gate);
    return gate;
  }

  /** A company limits its own keys; the operator's are shared by all. */
  private ratesOf(companyId: string, { connected }: Target): GateRates | Promise<GateRates> {
    if (connected.source !== 'company') return connected.source === 'operator' ? this.usual : unlimited;
    const ratesIn = ({ limits }: Pick<AiSettings, 'limits'>): GateRates => {
      const own = Object.hasOwn(limits, connected.id) ? limits[connected.id] : undefined;
      return { concurrent: own?.concurrent ?? this.usual.concurrent, tokensPerMinute: own?.tokensPerMinute };
    };
    const known = this.settings.known(companyId);
    return known ? ratesIn(known) : this.settings.of(companyId).then(ratesIn);
  }
}

/** Rules of our own, and addresses that have no key. */
const unlimited: GateRates = { concurrent: 10_000 };
