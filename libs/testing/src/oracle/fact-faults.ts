import { isOver, type Recorded, type RecordedFact, type RecordedListing, type RecordedRun } from './recorded.js';

const runFacts = new Set(['run.started.v1', 'run.succeeded.v1', 'run.failed.v1', 'run.cancelled.v1']);

export const factRun = ({ data }: RecordedFact): string => (JSON.parse(data) as { runId?: string }).runId ?? '';

/** Each change of status left the service exactly once, in the commit that made it: no more, no fewer, no other company's. */
export function factFaults(run: RecordedRun, facts: readonly RecordedFact[]): string[] {
  const faults: string[] = [];
  const told = facts.filter(({ type }) => runFacts.has(type));
  const count = (type: string): number => told.filter((fact) => fact.type === type).length;
  const ends = told.length - count('run.started.v1');
  if (isOver(run.status) && count(`run.${run.status}.v1`) !== 1)
    faults.push(`its end was told ${count(`run.${run.status}.v1`)} times`);
  if (ends > 1 || (!isOver(run.status) && ends > 0)) faults.push(`it is ${run.status} and ${ends} ends were told`);
  if (count('run.started.v1') > 1 || (isOver(run.status) && count('run.started.v1') === 0))
    faults.push(`its start was told ${count('run.started.v1')} times`);
  for (const fact of facts)
    if (fact.company_id !== run.company_id) faults.push(`${fact.type} was told to ${fact.company_id}`);
  return faults;
}

/** The row that lists show follows in the same commits. */
export function listingFaults(run: RecordedRun, listing: RecordedListing | undefined): string[] {
  if (!listing) return ['it is in no list'];
  const faults: string[] = [];
  if (listing.company_id !== run.company_id) faults.push(`it is listed for ${listing.company_id}`);
  if (isOver(run.status) !== isOver(listing.status) || (isOver(run.status) && listing.status !== run.status))
    faults.push(`it is ${run.status} and listed as ${listing.status}`);
  return faults;
}

/** Positions are dense and given once; none lies beyond the last one given. */
export function positionFaults({ facts, lastPosition }: Recorded): string[] {
  if (!facts || lastPosition === undefined) return [];
  const positions = facts.flatMap(({ position }) => (position === null ? [] : [position])).sort((a, b) => a - b);
  const first = positions[0] ?? 1;
  const faults: string[] = [];
  positions.forEach((position, index) => {
    if (position !== first + index) faults.push(`outbox: position ${position} stands where ${first + index} is due`);
  });
  if (positions.length > 0 && positions.at(-1) !== lastPosition)
    faults.push(`outbox: the relay gave ${lastPosition} positions, the last row has ${positions.at(-1)}`);
  return faults;
}
