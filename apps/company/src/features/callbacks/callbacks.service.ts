import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { callbackSignal } from '#libs/catalog/node-kinds/flow-wait/callback-signal';
import { AppError } from '#libs/contracts';
import { Durable } from '#libs/durable';
import { stepView, type StepView } from '#libs/engine';
import { bodyOf } from '#libs/platform/http';
import { RunsService } from '../runs/runs.service.js';
import { CallbackTokens, type AwaitingStep } from './callback-tokens.js';

const over: ReadonlySet<StepView['status']> = new Set(['succeeded', 'failed', 'skipped', 'cancelled']);

/** Another system lets a step go on that waits for it. */
@Injectable()
export class CallbacksService {
  constructor(
    private readonly tokens: CallbackTokens,
    private readonly runs: RunsService,
    private readonly durable: Durable,
  ) {}

  /**
   * The payload becomes the step's output; kept when it comes before the step waits.
   * @throws CALLBACK_NOT_FOUND for a token that is not ours, CALLBACK_USED the second time, CALLBACK_GONE when the step or its run is over
   */
  async take(
    token: string,
    contentType: string | undefined,
    bytes: Uint8Array | undefined,
  ): Promise<{ accepted: true }> {
    const step = this.tokens.read(token);
    const summary = step && (await this.durable.summary(step.runId));
    if (!step || !summary) throw new AppError('CALLBACK_NOT_FOUND');
    const payload = bodyOf(contentType, bytes);
    const id = `signal.callback.${createHash('sha256').update(step.path).digest('base64url')}`;
    await this.assertAwaited(summary.run.companyId, step, id);
    const event = { type: 'signal.received', name: callbackSignal(step.path), signalId: id, by: null };
    const sent = await this.durable.send(step.runId, { id, event, output: payload });
    if (sent === 'duplicate') throw new AppError('CALLBACK_USED');
    if (sent === 'over') throw gone();
    return { accepted: true };
  }

  private async assertAwaited(companyId: string, { runId, path }: AwaitingStep, signalId: string): Promise<void> {
    const step = await this.runs.look(companyId, runId, ({ view, loaded }) => stepView(loaded.flow, view.state, path));
    if (step?.signalId === signalId) throw new AppError('CALLBACK_USED');
    if (step && over.has(step.status)) throw gone();
  }
}

const gone = () => new AppError('CALLBACK_GONE', { detail: 'The step does not wait any more' });
