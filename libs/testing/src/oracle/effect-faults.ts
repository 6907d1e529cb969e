import { createHash } from 'node:crypto';
import type { RecordedEffect, RecordedEvent, RecordedRow, RecordedRun } from './recorded.js';

/** The formula of engine.md, worked out here once more. */
const keyOf = ({ runId, path, generation }: RecordedEffect): string =>
  createHash('sha256')
    .update(JSON.stringify([runId, path, generation]))
    .digest('base64url');

/** What reached the outside against what the history says: one key per generation, effectful calls once, no result without its call. */
export function effectFaults(
  run: RecordedRun,
  rows: readonly RecordedRow[],
  effects: readonly RecordedEffect[],
): string[] {
  const faults: string[] = [];
  const acted = new Map<string, number>();
  const starts = startsOf(rows);
  for (const effect of effects) {
    const { path, attempt, generation, key, companyId, owner } = effect;
    if (key !== keyOf(effect)) faults.push(`${path} acted under a key that is not its own`);
    if (companyId !== run.company_id) faults.push(`${path} acted for ${companyId}, the run is of ${run.company_id}`);
    if (owner !== undefined && owner !== run.company_id)
      faults.push(`${path} of ${run.company_id} carried what belongs to ${owner}`);
    if (effect.effect !== 'effectful') continue;
    const name = `${path} in generation ${generation}`;
    acted.set(name, (acted.get(name) ?? 0) + 1);
    if (!starts.has(`${path}#${attempt}`)) faults.push(`${path}#${attempt} acted before its start was committed`);
  }
  for (const [name, times] of acted) if (times > 1) faults.push(`${name} took effect ${times} times`);
  return [...faults, ...receiptFaults(rows, effects)];
}

function startsOf(rows: readonly RecordedRow[]): Set<string> {
  const events = rows.map(({ event }) => JSON.parse(event) as RecordedEvent);
  return new Set(events.flatMap(({ type, path, attempt }) => (type === 'step.started' ? [`${path}#${attempt}`] : [])));
}

/** A step that says it acted names the receiver's number, which must be of that very step. */
function receiptFaults(rows: readonly RecordedRow[], effects: readonly RecordedEffect[]): string[] {
  const received = new Map(effects.map((effect) => [effect.receipt, effect]));
  return rows.flatMap(({ event, output }) => {
    const { path, type } = JSON.parse(event) as RecordedEvent;
    if (type !== 'step.succeeded' || output === null) return [];
    const value = JSON.parse(output) as { receipt?: number } | null;
    if (typeof value?.receipt !== 'number') return [];
    const effect = received.get(value.receipt);
    return effect?.path === path ? [] : [`${path} succeeded by an effect that is not its own, or none`];
  });
}
