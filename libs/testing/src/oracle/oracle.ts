import { effectFaults } from './effect-faults.js';
import { factFaults, factRun, listingFaults, positionFaults } from './fact-faults.js';
import { historyFaults } from './history-faults.js';
import { byRun, isOver, type Recorded } from './recorded.js';

export interface Expectation {
  /** Nothing is under way any more: every accepted run must be over. */
  finished: boolean;
}

/**
 * Works every run out again from what SQL and the receiver of effects know, and names everything that should not be so. Shares no
 * code with what it judges: a rule of the imports sees to that.
 */
export function findFaults(recorded: Recorded, { finished }: Expectation = { finished: true }): string[] {
  const faults: string[] = [];
  const rows = byRun(recorded.rows, (row) => row.run_id);
  const messages = byRun(recorded.messages, (message) => message.run_id);
  const effects = byRun(recorded.effects, (effect) => effect.runId);
  const facts = byRun(recorded.facts ?? [], factRun);
  const listings = new Map(recorded.listings?.map((listing) => [listing.id, listing]));
  for (const run of recorded.runs) {
    const mine = rows.get(run.id) ?? [];
    const found = [
      ...historyFaults(run, mine, messages.get(run.id) ?? []),
      ...effectFaults(run, mine, effects.get(run.id) ?? []),
      ...(recorded.facts ? factFaults(run, facts.get(run.id) ?? []) : []),
      ...(recorded.listings ? listingFaults(run, listings.get(run.id)) : []),
      ...(finished && !isOver(run.status) ? [`it is ${run.status} and never ended`] : []),
    ];
    faults.push(...found.map((fault) => `${run.id}: ${fault}`));
  }
  return [...faults, ...strayFaults(recorded), ...positionFaults(recorded)];
}

/** What belongs to no run, and runs that were acknowledged and are gone. */
function strayFaults({ runs, rows, effects, accepted }: Recorded): string[] {
  const known = new Set(runs.map(({ id }) => id));
  const strays = (what: string, ids: readonly string[]): string[] =>
    [...new Set(ids)].filter((id) => !known.has(id)).map((id) => `${id}: ${what}`);
  return [
    ...strays('it was acknowledged and is not there', accepted),
    ...strays(
      'it has a history and is no run',
      rows.map((row) => row.run_id),
    ),
    ...strays(
      'it acted and is no run',
      effects.map((effect) => effect.runId),
    ),
  ];
}
