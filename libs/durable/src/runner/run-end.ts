import { AppError } from '#libs/contracts';
import type { DurableDefinition, RunInfo, RunReading, RunStatus } from '../definition.port.js';
import type { Payload } from '../payloads/payload.js';
import type { Batch } from './batch.js';
import type { RunUpdate } from './commit.js';
import { failureOf, type StepFailure } from './occurrence.js';
import type { RunHost } from './run-host.port.js';
import type { RunMemory } from './run-memory.js';

/** A run as its end sees it. */
export interface EndingRun {
  readonly info: RunInfo;
  readonly definition: DurableDefinition;
  readonly memory: RunMemory;
}

/** What a run's definition reads of it. */
export const readingOf = (memory: RunMemory): RunReading => ({
  decider: memory.decider,
  state: memory.state as Readonly<unknown>,
  input: memory.input.json === undefined ? undefined : memory.input.value,
  output: (path) => memory.output(path),
  meta: (path) => memory.meta(path),
  metas: () => memory.allMetas(),
  hasWaited: memory.hasWaited,
});

/** The last row of a run: how it ended, and its output, which `change` is to tell of too. */
export async function close(
  run: EndingRun,
  host: Pick<RunHost, 'payloads' | 'now'>,
  batch: Batch,
  { status, error }: Extract<RunUpdate, { kind: 'finish' }>,
  change: object | undefined,
): Promise<void> {
  const { result, refused } = await resultOf(run, host, status, change);
  run.memory.end(result);
  const event = {
    type: 'run.finished',
    at: host.now(),
    status,
    ...(error ? { error } : {}),
    ...(refused ? { resultError: refused } : {}),
  };
  batch.addRow({
    seq: ++run.memory.seq,
    event: JSON.stringify(event),
    output: result && result.ref === undefined ? (result.json ?? null) : null,
    outputRef: result?.ref ?? null,
  });
}

async function resultOf(
  { info, definition, memory }: EndingRun,
  { payloads }: Pick<RunHost, 'payloads'>,
  status: RunStatus,
  change: object | undefined,
): Promise<{ result?: Payload; refused?: StepFailure }> {
  if (!definition.result) return {};
  await memory.complete(payloads);
  const value = definition.result(readingOf(memory), status as 'succeeded');
  if (value === undefined) return {};
  try {
    const result = await payloads.encode(info, value, 'The output of the run');
    if (change) Object.assign(change, { result: value });
    return { result };
  } catch (error) {
    // Above a limit: the run is over all the same, and its last row says why it has no output.
    if (!AppError.is(error, 'LIMIT_EXCEEDED')) throw error;
    return { refused: failureOf(error) };
  }
}
