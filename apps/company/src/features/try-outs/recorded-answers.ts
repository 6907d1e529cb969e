import { Injectable } from '@nestjs/common';
import type { KindDef } from '#libs/catalog/kit';
import { AppError } from '#libs/contracts';
import type { StepContext, StepOutcome } from '#libs/durable';
import type { ExecuteStep, RunState } from '#libs/engine';
import type { CapabilityFactory } from '../runs/capability-factory.js';
import type { LoadedFlow } from '../runs/flows.js';
import { RemoteCapabilities } from '../runs/remote-capabilities.js';
import { StepExecutor } from '../runs/step-executor.js';

/** A dry run takes ten seconds at most, all in all. */
const longestMs = 2000;

/** Whether a step needs a model and nothing else. */
export const needsModelAlone = ({ needs }: KindDef): boolean =>
  needs.length > 0 && needs.every((name) => name === 'ai');

/** Carries out steps that ask models, with what models once answered in runs of the same workflow to the very same request. */
@Injectable()
export class RecordedAnswers {
  private readonly executor: StepExecutor;

  constructor(remote: RemoteCapabilities) {
    const factory: Pick<CapabilityFactory, 'forStep'> = {
      forStep: (_needs, _runId, originOf) => {
        const origin = originOf();
        const ai = remote.ai(origin, { workflowId: origin.workflowId, mode: 'strict', paced: false });
        return { capabilities: { ai }, write: () => undefined };
      },
    };
    this.executor = new StepExecutor(factory as CapabilityFactory);
  }

  /**
   * `outcome` is missing when nothing is recorded. `isReachable` is false when nobody could tell: a dry run goes on without, and asks no more.
   */
  async outcome(
    loaded: LoadedFlow,
    command: ExecuteStep,
    context: StepContext<RunState>,
  ): Promise<{ outcome?: StepOutcome; isReachable: boolean }> {
    const signal = AbortSignal.any([context.signal, AbortSignal.timeout(longestMs)]);
    try {
      return { outcome: await this.executor.execute(loaded, command, { ...context, signal }), isReachable: true };
    } catch (error) {
      return { isReachable: AppError.is(error) && error.status < 500 };
    }
  }
}
