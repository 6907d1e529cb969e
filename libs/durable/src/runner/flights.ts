import { AppError } from '#libs/contracts';
import { Attempt, type AttemptHost } from './attempt.js';
import type { Batch, Launch } from './batch.js';
import type { Occurrence } from './occurrence.js';
import type { RunHost } from './run-host.port.js';

/** The run that the flights are of. */
export interface FlyingRun extends AttemptHost {
  /** True once nothing may be done in its name any more. */
  readonly gone: boolean;
  /** What became of a step that flew. */
  landed(occurrence: Occurrence): void;
  /** Something of ours failed: nobody knows what became of the step. */
  stall(error: unknown): Promise<void>;
}

/** Acts: the attempts of a run that are under way, one a step, each set off by a batch that is committed. */
export class Flights {
  private readonly byPath = new Map<string, Attempt>();

  constructor(
    private readonly host: RunHost,
    private readonly run: FlyingRun,
  ) {}

  get size(): number {
    return this.byPath.size;
  }

  at(path: string): Attempt | undefined {
    return this.byPath.get(path);
  }

  launch(batch: Batch): void {
    if (this.run.gone) return;
    for (const launch of batch.launches.values()) {
      if (this.host.draining && launch.command.effect !== 'effectful') continue;
      const flight = new Attempt(this.run, launch.command, launch.at, launch.isolated);
      this.byPath.set(launch.command.path, flight);
      void this.fly(flight);
    }
  }

  /** A pure step never flies: whoever wants it waits for it, and its result goes into the batch at hand. */
  async pure({ command, at, isolated }: Launch): Promise<Occurrence> {
    const { memory, payloads } = this.run;
    if (!memory.isComplete) await memory.complete(payloads);
    const attempt = new Attempt(this.run, command, at, isolated);
    return isolated ? this.host.alone(() => attempt.run()) : attempt.run();
  }

  cancel(path: string): void {
    const flight = this.byPath.get(path);
    this.byPath.delete(path);
    flight?.abort(new AppError('CONFLICT', { detail: 'The step was cancelled' }));
  }

  /** Their late answers count for nothing. */
  abortAll(reason: Error): void {
    for (const flight of this.byPath.values()) flight.abort(reason);
    this.byPath.clear();
  }

  private async fly(flight: Attempt): Promise<void> {
    const { memory, payloads } = this.run;
    try {
      if (!memory.isComplete) await memory.complete(payloads);
    } catch (error) {
      return this.run.stall(error);
    }
    const out = () => this.flyOut(flight).catch((error: unknown) => this.run.stall(error));
    return flight.isolated ? this.host.alone(out) : out();
  }

  private async flyOut(flight: Attempt): Promise<void> {
    if (!this.isFlying(flight)) return;
    this.host.crashPoint('before-effect');
    const occurrence = await flight.run();
    this.host.crashPoint('after-effect');
    if (!this.isFlying(flight)) return;
    this.byPath.delete(flight.path);
    this.run.landed(occurrence);
  }

  private isFlying(flight: Attempt): boolean {
    return !this.run.gone && this.byPath.get(flight.path) === flight;
  }
}
