import { Injectable } from '@nestjs/common';
import { needsOf } from '../calls/candidates.js';
import type { ModelCall } from '../calls/stage.js';
import { ModelRouter } from '../models/model-router.js';
import { AiSettingsService } from '../settings/ai-settings.service.js';

/** The policies: small models first, and what they are handed on to. */
const smallFirst = 'small-first';
const largeFirst = 'large-first';

/** When a small model's answer is not good enough, and who is asked then. */
@Injectable()
export class Escalation {
  constructor(
    private readonly settings: AiSettingsService,
    private readonly router: ModelRouter,
  ) {}

  /** Whether a small model is asked on trial. A budget that called for a cheaper model wants no larger one. */
  applies({ asking, wanted, endpoint, notes }: ModelCall): boolean | Promise<boolean> {
    if (endpoint !== undefined || notes.rerouted !== undefined) return false;
    if (wanted !== undefined && wanted !== 'default') return wanted === smallFirst;
    return this.settings.of(asking.caller.companyId).then(({ routing }) => routing.defaultModel === smallFirst);
  }

  /** The call as it is made of a large model; undefined when there is none but the one that was asked. */
  async larger(call: ModelCall, asked: string | undefined): Promise<ModelCall | undefined> {
    const { companyId } = call.asking.caller;
    const [target] = await this.router.resolveAll(companyId, largeFirst, needsOf(call.request)).catch(() => []);
    return target && target.id !== asked ? { ...call, wanted: target.id, notes: { rerouted: 'escalated' } } : undefined;
  }
}
