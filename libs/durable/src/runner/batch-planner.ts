import type { Decider, DurableCommand } from '../decider.port.js';
import type { RunStatus } from '../definition.port.js';
import type { Batch, Launch } from './batch.js';
import type { Flights } from './flights.js';
import type { Occurrence } from './occurrence.js';
import type { LeasedRunOptions, RunHost } from './run-host.port.js';
import { crashesUntilParked, runnerEvents, type AnyEvent, type RunMemory } from './run-memory.js';
import type { RunTimers } from './run-timers.js';

/** Decides: what has happened becomes rows of a batch, and the decider's commands what the batch sets off once it is committed. */
export class BatchPlanner {
  /** Set once this lease has made progress: nothing that it holds is suspected of having ended a worker any more. */
  hasCommitted = false;
  private readonly memory: RunMemory;
  private readonly decider: Decider<unknown>;

  constructor(
    private readonly host: RunHost,
    private readonly options: LeasedRunOptions,
    private readonly timers: RunTimers,
    private readonly flights: Flights,
    /** What has happened and is in no batch yet. */
    private readonly queue: Occurrence[],
  ) {
    this.memory = options.memory;
    this.decider = options.memory.decider;
  }

  /** Takes in what is queued, as much as the batch holds. @returns the next pure step, whose result the batch can still take */
  fill(batch: Batch): Launch | undefined {
    while (!batch.finish && !batch.isFull) {
      const occurrence = this.queue[batch.taken];
      if (!occurrence) return batch.pures.shift();
      batch.taken += 1;
      this.absorb(occurrence, batch);
    }
    return undefined;
  }

  /** Carries out commands as far as that needs no commit; what does is left to the batch. */
  carry(commands: readonly DurableCommand[], at: number, batch: Batch): void {
    for (const command of commands) {
      switch (command.type) {
        case 'executeStep':
          this.prepare({ command, at: command.readyAt ?? at }, batch);
          break;
        case 'startTimer':
          this.timers.set(command);
          break;
        case 'cancelTimer':
          this.timers.cancel(command);
          break;
        case 'cancelStep':
          batch.drop(command.path);
          batch.cancelled.push(command.path);
          this.flights.cancel(command.path);
          this.memory.replies.delete(command.path);
          break;
        case 'finishRun':
          batch.finish ??= command;
          break;
        case 'awaitSignal':
          // Signals come through the inbox whether awaited or not; the decider keeps the early ones.
          break;
      }
    }
  }

  /** A run whose only work is parked waits for a person. */
  restingStatus(): RunStatus {
    const { memory } = this;
    const status = this.decider.status(memory.state);
    if (status !== 'running' || !memory.hasCrashes) return status;
    const isParked = this.decider
      .outstanding(memory.state)
      .some((command) => command.type === 'executeStep' && this.isParked(command.path, command.generation));
    return isParked ? 'waiting' : status;
  }

  /** One thing that has happened: its row, and what the decider makes of it. */
  private absorb({ event, output, messageId, write, launch }: Occurrence, batch: Batch): void {
    const { memory, options } = this;
    const told: AnyEvent = { ...event, at: this.host.now(), ...(messageId === undefined ? {} : { messageId }) };
    if (told.type === 'step.crashed' && told.path !== undefined)
      Object.assign(told, { crashes: memory.crashesOf(told.path, told.generation) + 1 });
    const seq = memory.seq + 1;
    batch.addRow({
      seq,
      event: JSON.stringify(told),
      output: output && output.ref === undefined ? (output.json ?? null) : null,
      outputRef: output?.ref ?? null,
    });
    if (messageId !== undefined) batch.folded.push({ messageId, seq });
    if (write) batch.writes.push(write);
    if (launch) batch.launches.set(launch.command.path, launch);
    if (options.definition.watch?.includes(told.type)) batch.watched.push(told);
    if (runnerEvents.has(told.type)) this.again(told, seq, batch);
    else this.carry(memory.apply(told, seq, output), told.at, batch);
  }

  /** Of the runner's own events two are about a step: it crashed or was redriven. Unless it is over, it is set off anew. */
  private again(event: AnyEvent, seq: number, batch: Batch): void {
    const { memory } = this;
    memory.note(event, seq, undefined);
    const outstanding = this.decider.outstanding(memory.state);
    this.carry(
      outstanding.filter((command) => command.type === 'executeStep' && command.path === event.path),
      event.at,
      batch,
    );
  }

  private prepare(launch: Launch, batch: Batch): void {
    const { memory, flights, queue } = this;
    const { path, attempt, generation, effect } = launch.command;
    const same = (other: { attempt: number; generation: number } | undefined): boolean =>
      other?.attempt === attempt && other.generation === generation;
    if (same(flights.at(path)) || same(batch.launches.get(path)?.command)) return;
    if (this.isParked(path, generation)) return;
    if (this.isolates(path)) launch.isolated = true;
    if (this.options.isSuspect && memory.seq === this.options.lease) {
      const error = { code: 'STEP_CRASHED', message: 'The step ended its worker again and again', retry: 'never' };
      queue.push({ event: { type: 'step.failed', path, attempt, error } });
    } else if (same(memory.started.get(path))) {
      // Started under an earlier lease and never answered: nobody knows whether it took effect.
      queue.push({ event: { type: 'step.unknown', path, attempt } });
    } else if (effect === 'pure') {
      batch.pures.push(launch);
    } else if (this.host.draining) {
      // What is not begun stays for the next holder.
    } else if (effect === 'idempotent') {
      batch.launches.set(path, launch);
    } else {
      // Its start must be committed first, and so it is launched by the batch that holds the start.
      queue.push({ event: { type: 'step.started', path, attempt, generation }, launch });
    }
  }

  private isolates(path: string): boolean {
    const { definition, isIsolated } = this.options;
    if (!definition.isolates) return false;
    return this.memory.isIsolated(path) || (isIsolated && !this.hasCommitted);
  }

  /** A dead letter: it is not tried again before somebody redrives it. */
  private isParked(path: string, generation: number): boolean {
    return this.memory.crashesOf(path, generation) >= crashesUntilParked;
  }
}
