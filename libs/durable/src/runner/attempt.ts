import { performance } from 'node:perf_hooks';
import { AppError } from '#libs/contracts';
import { withTrace } from '#libs/platform/telemetry';
import type { ExecuteStep, StepContext, StepMeta, StepOutcome } from '../decider.port.js';
import type { DurableDefinition, RunInfo } from '../definition.port.js';
import type { Payload } from '../payloads/payload.js';
import { PayloadsUnavailable, type Payloads } from '../payloads/payloads.js';
import { failureOf, isUnknown, type Occurrence } from './occurrence.js';
import type { RunMemory } from './run-memory.js';
import { stepKey } from './step-key.js';

export interface AttemptHost {
  readonly info: RunInfo;
  readonly definition: DurableDefinition;
  readonly memory: RunMemory;
  readonly payloads: Payloads;
  /** Told about an error without a verdict, which the history must not show. */
  onFault(error: unknown, command: ExecuteStep): void;
}

/**
 * One attempt of one step, and the context it sees. Start-to-close (`timeoutMs`) and heartbeat (`heartbeatMs`) end here, by the
 * abort signal: an attempt that does not heed it is left behind, and its late answer counts for nothing.
 */
export class Attempt implements StepContext {
  readonly runId: string;
  readonly companyId: string;
  readonly path: string;
  readonly attempt: number;
  readonly generation: number;
  readonly isolated: boolean;
  /** Made for those who ask: most steps are over before anything could be aborted. */
  private controller: AbortController | undefined;
  private aborted: Error | undefined;
  private knownKey: string | undefined;
  private expire: ((error: Error) => void) | undefined;
  private heartbeatTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly host: AttemptHost,
    readonly command: ExecuteStep,
    readonly at: number,
    isolated = false,
  ) {
    this.isolated = isolated;
    this.runId = host.info.id;
    this.companyId = host.info.companyId;
    this.path = command.path;
    this.attempt = command.attempt;
    this.generation = command.generation;
  }

  get key(): string {
    return (this.knownKey ??= stepKey(this.runId, this.path, this.generation));
  }

  get signal(): AbortSignal {
    if (!this.controller) {
      this.controller = new AbortController();
      if (this.aborted) this.controller.abort(this.aborted);
    }
    return this.controller.signal;
  }

  get state(): Readonly<unknown> {
    return this.host.memory.state as Readonly<unknown>;
  }

  get input(): unknown {
    return this.host.memory.input.value;
  }

  // Bound, because executors take the context apart.
  readonly output = (path: string): unknown => this.host.memory.output(path);
  readonly meta = (path: string): (StepMeta & { attempts: number }) | undefined => this.host.memory.meta(path);
  readonly heartbeat = (): void => void this.heartbeatTimer?.refresh();

  abort(reason: Error): void {
    this.aborted ??= reason;
    this.controller?.abort(reason);
  }

  /** Whatever happens is an occurrence; a promise only of what takes time. @throws PayloadsUnavailable alone */
  run(): Occurrence | Promise<Occurrence> {
    const began = performance.now();
    try {
      const acted = this.withinTime();
      if (acted instanceof Promise) return this.awaited(acted, began);
      const occurrence = this.told(acted, began);
      return occurrence instanceof Promise
        ? occurrence.catch((error: unknown) => this.failed(error, began))
        : occurrence;
    } catch (error) {
      return this.failed(error, began);
    }
  }

  private async awaited(acted: Promise<StepOutcome>, began: number): Promise<Occurrence> {
    try {
      const occurrence = this.told(await acted, began);
      return occurrence instanceof Promise ? await occurrence : occurrence;
    } catch (error) {
      return this.failed(error, began);
    }
  }

  private withinTime(): Promise<StepOutcome> | StepOutcome {
    const { timeoutMs, heartbeatMs } = this.command;
    if (timeoutMs === undefined && heartbeatMs === undefined) return this.act();
    return new Promise((resolve, reject) => {
      this.expire = reject;
      const timers = [
        this.limit(timeoutMs, 'its limit'),
        (this.heartbeatTimer = this.limit(heartbeatMs, 'its heartbeat allows')),
      ];
      void new Promise<StepOutcome>((done) => done(this.act()))
        .then(resolve, reject)
        .finally(() => timers.forEach((timer) => clearTimeout(timer)));
    });
  }

  /** The step belongs to the trace of the request that created the run, on whatever worker and however much later. */
  private act(): Promise<StepOutcome> | StepOutcome {
    const { definition, info } = this.host;
    if (!info.trace) return definition.execute(this.command, this);
    const attributes = { 'aaas.run': info.id, 'aaas.step': this.path, 'aaas.attempt': this.attempt };
    return withTrace(info.trace, `${info.kind} step`, () => definition.execute(this.command, this), { attributes });
  }

  private limit(ms: number | undefined, what: string): NodeJS.Timeout | undefined {
    if (ms === undefined) return undefined;
    return setTimeout(() => {
      // Whether an effect without a receiver's key took place is unknown, and nobody may repeat it blindly.
      const unknown = this.command.effect === 'effectful';
      const error = new AppError('STEP_TIMED_OUT', {
        detail: `The step took longer than ${what}: ${ms} ms`,
        limitMs: ms,
        unknown,
      });
      this.abort(error);
      this.expire?.(error);
    }, ms);
  }

  /** A promise only where the output has to be put elsewhere. */
  private told(outcome: StepOutcome, began: number): Occurrence | Promise<Occurrence> {
    const { path, attempt } = this;
    const meta = { ...outcome.meta, ms: outcome.meta?.ms ?? Math.round(performance.now() - began) };
    const { write } = outcome;
    const more = write ? { write } : {};
    if (outcome.kind === 'suspended') {
      const { generation } = this;
      return {
        event: { ...outcome.event, type: 'step.suspended', path, attempt, generation, wait: outcome.wait, meta },
        ...more,
      };
    }
    const { info, memory, payloads } = this.host;
    const succeeded = (output: Payload | undefined): Occurrence => ({
      event: { ...outcome.event, type: 'step.succeeded', path, attempt, meta },
      output,
      ...more,
    });
    if (outcome.output === undefined) return succeeded(undefined);
    const output = payloads.encode(info, outcome.output, `The output of step ${path}`, memory);
    return output instanceof Promise ? output.then(succeeded) : succeeded(output);
  }

  private failed(error: unknown, began: number): Occurrence {
    if (error instanceof PayloadsUnavailable) throw error;
    const { path, attempt, generation, command } = this;
    if (this.isolated && hasCrashed(error)) {
      this.host.onFault(error, command);
      if (command.effect === 'effectful') return { event: { type: 'step.unknown', path, attempt } };
      return { event: { type: 'step.crashed', path, attempt, generation, message: error.message } };
    }
    if (command.effect === 'effectful' && isUnknown(error)) return { event: { type: 'step.unknown', path, attempt } };
    const failure = failureOf(error);
    if (failure.code === 'INTERNAL') this.host.onFault(error, command);
    // A fault in the middle of an effect says nothing about the effect: only a person may repeat it.
    if (command.effect === 'effectful' && failure.code === 'INTERNAL') failure.retry = 'never';
    return {
      event: {
        type: 'step.failed',
        path,
        attempt,
        error: failure,
        meta: { ms: Math.round(performance.now() - began) },
      },
    };
  }
}

/** The process that a step had for itself has ended without an answer. */
const hasCrashed = (error: unknown): error is AppError =>
  AppError.is(error, 'STEP_CRASHED') && error.details['crashed'] === true;
