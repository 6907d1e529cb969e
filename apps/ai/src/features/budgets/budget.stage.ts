import { Injectable } from '@nestjs/common';
import { Stage, type AnswerPart, type ModelCall, type NextStage } from '../calls/stage.js';
import { guessUse } from '../estimates/guess-tokens.js';
import { PricedModels } from '../usage/priced-models.js';
import { BudgetShares } from './budget-shares.js';

/** No call goes to a model beyond what its company, workflow, agent or run may spend. */
@Injectable()
export class BudgetStage extends Stage {
  constructor(
    private readonly shares: BudgetShares,
    private readonly models: PricedModels,
  ) {
    super();
  }

  /** @throws as `BudgetShares.hold` */
  run(call: ModelCall, next: NextStage): AsyncIterable<AnswerPart> {
    return this.shares.isFree(call.asking) ? next(call) : this.bounded(call, next);
  }

  private async *bounded(call: ModelCall, next: NextStage): AsyncIterable<AnswerPart> {
    const { asking, request, wanted } = call;
    const target = (name: string | undefined) => this.models.resolve(asking.caller.companyId, name);
    const share = await this.shares.hold({ asking, target, wanted, use: guessUse(request) });
    if (!share) return yield* next(call);
    if (share.isDegraded) call.notes.rerouted = 'degraded';
    try {
      for await (const part of next(share.isDegraded ? { ...call, wanted: share.wanted } : call)) {
        // Before the end is handed out: whoever asks again at once finds the share free.
        if (part.type === 'end') await share.end();
        yield part;
      }
    } finally {
      await share.end();
    }
  }
}
