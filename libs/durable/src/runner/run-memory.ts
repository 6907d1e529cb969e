import type { Decider, DurableCommand, DurableEvent, StepMeta } from '../decider.port.js';
import { type Payload } from '../payloads/payload.js';
import type { Payloads } from '../payloads/payloads.js';

/** Rows of history that belong to the runner; deciders never see them. */
export const runnerEvents: ReadonlySet<string> = new Set([
  'lease.taken',
  'run.finished',
  'step.crashed',
  'step.redriven',
]);

/** What a run does by itself. */
const ownDoing: ReadonlySet<string> = new Set([
  'run.started',
  'lease.taken',
  'step.started',
  'step.succeeded',
  'step.failed',
  'step.kept',
  'timer.fired',
  'run.finished',
]);

/** Ends of an attempt that say what it cost. */
const tells: ReadonlySet<string> = new Set(['step.succeeded', 'step.resolved', 'step.failed']);

/** Processes of its own that a step may end before it becomes a dead letter. */
export const crashesUntilParked = 3;

/** The fields that the runner reads of events it may meet. */
export type AnyEvent = DurableEvent & {
  attempt?: number;
  generation?: number;
  meta?: StepMeta;
  wait?: Record<string, unknown>;
  messageId?: string;
};

export interface AwaitedReply {
  attempt: number;
  generation: number;
  since: number;
  wait: Record<string, unknown>;
}

export const messagePath = (messageId: string): string => `message:${messageId}`;

/** What a leased run is in memory: the decider's state, and beside it what the decider does not need. Rebuilt from history alone. */
export class RunMemory<S = unknown> {
  state: S;
  /** Last row of history that is folded in. */
  seq = 0;
  /** False while its history knows of nothing but steps that began and ended. */
  hasWaited = false;
  inlineBytes = 0;
  totalBytes = 0;
  snapshotSeq = 0;
  /** Output of the whole run, once it is over and has one. */
  result: Payload | undefined;
  /** Effectful attempts that were started and have no result. */
  readonly started = new Map<string, { attempt: number; generation: number }>();
  readonly replies = new Map<string, AwaitedReply>();
  /** Steps that may have ended their process, and how often they did under one key. */
  private readonly crashes = new Map<string, { generation: number; count: number }>();
  private readonly outputs = new Map<string, Payload>();
  private readonly metas = new Map<string, StepMeta & { attempts: number }>();
  private absent: Payload[] = [];

  constructor(
    readonly decider: Decider<S>,
    readonly input: Payload,
  ) {
    this.state = decider.initial();
    if (input.json === undefined) this.absent.push(input);
  }

  /** Decides, and remembers what lies beside the state. `seq` is the event's row. */
  apply(event: AnyEvent, seq: number, output: Payload | undefined): DurableCommand[] {
    this.note(event, seq, output);
    const { state, commands } = this.decider.decide(this.state, event);
    this.state = state;
    return commands;
  }

  /** Remembers a row whose decision is known already, by a snapshot. */
  note(event: AnyEvent, seq: number, output: Payload | undefined): void {
    this.seq = seq;
    this.hasWaited ||= !ownDoing.has(event.type);
    const path = event.path ?? (event.messageId === undefined ? undefined : messagePath(event.messageId));
    if (path === undefined) return;
    if (output) this.keep(path, output);
    const attempt = event.attempt ?? 1;
    switch (event.type) {
      case 'step.started':
        this.started.set(path, { attempt, generation: event.generation ?? 0 });
        return;
      case 'timer.fired':
        return;
      case 'step.crashed':
        this.crashes.set(path, {
          generation: event.generation ?? 0,
          count: this.crashesOf(path, event.generation) + 1,
        });
        return;
      case 'step.redriven':
        // It goes on in a process of its own.
        this.crashes.set(path, { generation: -1, count: 0 });
        return;
      case 'step.suspended':
        this.started.delete(path);
        if (event.wait?.['reply'] === true)
          this.replies.set(path, { attempt, generation: event.generation ?? 0, since: event.at, wait: event.wait });
        return;
      case 'step.unknown':
        // Whatever became of it, it may have ended its worker.
        this.crashes.set(path, { generation: -1, count: 0 });
        break;
      default:
        this.crashes.delete(path);
    }
    this.started.delete(path);
    this.replies.delete(path);
    if (tells.has(event.type))
      this.metas.set(path, { ...event.meta, ...this.spent(path, event.meta), attempts: attempt });
  }

  /** What failed attempts of a step cost was spent as well: the last one tells of all of them. */
  private spent(path: string, meta: StepMeta | undefined): Pick<StepMeta, 'usage'> {
    const before = this.metas.get(path)?.usage;
    const usage = meta?.usage;
    if (!before || !usage) return before ? { usage: before } : {};
    const sum = { ...usage };
    for (const figure of ['inputTokens', 'outputTokens', 'tokens', 'costMicros'] as const)
      if (before[figure] !== undefined) sum[figure] = before[figure] + (usage[figure] ?? 0);
    return { usage: sum };
  }

  get hasCrashes(): boolean {
    return this.crashes.size > 0;
  }

  /** True when the step is to be carried out in a process of its own. */
  isIsolated(path: string): boolean {
    return this.crashes.has(path);
  }

  /** Processes of its own that the step ended under this key. */
  crashesOf(path: string, generation = 0): number {
    const known = this.crashes.get(path);
    return known?.generation === generation ? known.count : 0;
  }

  output(path: string): unknown {
    return this.outputs.get(path)?.value;
  }

  meta(path: string): (StepMeta & { attempts: number }) | undefined {
    return this.metas.get(path);
  }

  /** Of every step that ended, or tried to. */
  allMetas(): Iterable<StepMeta> {
    return this.metas.values();
  }

  get isComplete(): boolean {
    return this.absent.length === 0;
  }

  /** Fetches the payloads that lie elsewhere, before somebody reads them. */
  async complete(payloads: Payloads): Promise<void> {
    const absent = this.absent;
    await Promise.all(absent.map((payload) => payloads.load(payload)));
    this.absent = this.absent.filter((payload) => payload.json === undefined);
  }

  /** The output of the whole run, beside its last row. */
  end(result: Payload | undefined): void {
    this.result = result;
    if (result && result.json === undefined) this.absent.push(result);
  }

  private keep(path: string, output: Payload): void {
    // A loop gives an output after each iteration, and only the last one is held.
    const before = this.outputs.get(path);
    if (before?.ref === undefined) this.inlineBytes -= before?.bytes ?? 0;
    this.totalBytes -= before?.bytes ?? 0;
    this.outputs.set(path, output);
    if (output.ref === undefined) this.inlineBytes += output.bytes;
    this.totalBytes += output.bytes;
    if (output.json === undefined) this.absent.push(output);
  }
}
