import { Injectable } from '@nestjs/common';
import { AppError, type Caller, type In, type getSpend, type SpendRow } from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { beginOf, dayAfter, dayOf, dayText, type Day } from './days.js';
import { quarterMs, quarterOf } from './spend.entity.js';
import { addUp, SpendRepository, type SpendColumn, type SpendGroup } from './spend.repository.js';

type Query = In<typeof getSpend>['query'];

const mostDays = 400;
const shownUnlessAsked = 30;

const columns: Record<Query['by'], SpendColumn> = {
  day: 'quarter',
  model: 'model',
  provider: 'provider',
  workflow: 'workflow_id',
  agent: 'agent_id',
  task: 'task',
};

const nothing = { calls: 0, failures: 0, inputTokens: 0, outputTokens: 0, costMicros: 0, savedMicros: 0 };

/** What was spent and saved, by whatever people ask. */
@Injectable()
export class SpendService {
  constructor(
    private readonly spend: SpendRepository,
    private readonly db: Database,
  ) {}

  /** @throws VALIDATION_FAILED for more than 400 days, or an end before the begin */
  async by({ companyId }: Caller, query: Query) {
    const span = await this.spanOf(query);
    const groups = await this.spend.by(companyId, span, columns[query.by]);
    const items = query.by === 'day' ? daysOf(groups, span, query.timezone) : dearestFirst(groups);
    const { from, to } = span;
    return {
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      items,
      totals: addUp(nothing, ...groups),
    };
  }

  /** Whole days of the zone, or up to now. */
  private async spanOf({ from, to, timezone }: Query): Promise<{ from: number; to: number }> {
    // To the end of the quarter that is not over: its sums count already.
    const end = quarterOf((to === undefined ? await this.db.now() : Date.parse(to)) + quarterMs - 1);
    const last = dayOf(timezone, end - 1);
    const first = from === undefined ? dayAfter(last, 1 - shownUnlessAsked) : dayOf(timezone, Date.parse(from));
    if (first > last) throw outOfRange('from', 'expected a time before `to`');
    if (dayAfter(first, mostDays) <= last) throw outOfRange('from', `expected at most ${mostDays} days`);
    return { from: beginOf(timezone, first), to: end };
  }
}

const outOfRange = (path: string, message: string) =>
  new AppError('VALIDATION_FAILED', { detail: `${path}: ${message}`, issues: [{ path, message }] });

const rowOf = (key: string | null, { key: _key, ...sums }: SpendGroup): SpendRow => ({ key, ...sums });

const dearestFirst = (groups: readonly SpendGroup[]): SpendRow[] =>
  groups
    .map((group) => rowOf(group.key === null ? null : String(group.key), group))
    .sort((one, other) => other.costMicros - one.costMicros || other.calls - one.calls);

/** Days on which nothing was spent are shown as such. */
function daysOf(quarters: readonly SpendGroup[], { from, to }: { from: number; to: number }, zone: string): SpendRow[] {
  const days = new Map<Day, SpendRow>();
  for (let day = dayOf(zone, from); day <= dayOf(zone, to - 1); day = dayAfter(day))
    days.set(day, { key: dayText(day), ...nothing, cachedCalls: 0 });
  for (const group of quarters) {
    const row = days.get(dayOf(zone, Number(group.key)));
    if (row) Object.assign(row, addUp(row, group), { cachedCalls: row.cachedCalls + group.cachedCalls });
  }
  return [...days.values()];
}
