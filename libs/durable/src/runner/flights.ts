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
      if (flight.isolated || !this.run.memory.isComplete) void this.flyLater(flight);
      else void this.fly(flight);
    }
  }

  /** A pure step never flies: whoever wants it waits for it, and its result goes into the batch at hand. */
  pure({ command, at, isolated }: Launch): Occurrence | Promise<Occurrence> {
    const attempt = new Attempt(this.run, command, at, isolated);
    return isolated || !this.run.memory.isComplete ? this.pureLater(attempt) : attempt.run();
  }

  private async pureLater(attempt: Attempt): Promise<Occurrence> {
    const { memory, payloads } = this.run;
    if (!memory.isComplete) await memory.complete(payloads);
    return attempt.isolated ? this.host.alone(async () => attempt.run()) : attempt.run();
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

  private async flyLater(flight: Attempt): Promise<void> {
    const { memory, payloads } = this.run;
    try {
      if (!memory.isComplete) await memory.complete(payloads);
    } catch (error) {
      return this.run.stall(error);
    }
    return flight.isolated ? this.host.alone(async () => this.fly(flight)) : this.fly(flight);
  }

  /** A promise only of what takes time: most steps of a flow are over at once. */
  private fly(flight: Attempt): void | Promise<void> {
    if (!this.isFlying(flight)) return;
    this.host.crashPoint('before-effect');
    try {
      const occurrence = flight.run();
      if (!(occurrence instanceof Promise)) return this.land(flight, occurrence);
      return occurrence.then((found) => this.land(flight, found)).catch((error: unknown) => this.run.stall(error));
    } catch (error) {
      return this.run.stall(error);
    }
  }

  private land(flight: Attempt, occurrence: Occurrence): void {
    this.host.crashPoint('after-effect');
    if (!this.isFlying(flight)) return;
    this.byPath.delete(flight.path);
    this.run.landed(occurrence);
  }

  private isFlying(flight: Attempt): boolean {
    return !this.run.gone && this.byPath.get(flight.path) === flight;
  }
}
