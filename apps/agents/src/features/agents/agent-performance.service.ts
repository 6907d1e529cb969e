import { Injectable } from '@nestjs/common';
import { AppError, idAt, type AgentPerformance, type Caller } from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { AgentsService } from './agents.service.js';

const monthMs = 30 * 86_400_000;
type Figures = AgentPerformance['total'];

/** Tasks of one status, as the database adds them up. */
export interface TaskSum {
  status: string;
  tasks: number;
  turns: number;
  input_tokens: number;
  output_tokens: number;
  cost: number;
  child_cost: number;
  ratings: number;
  scores: number;
}

/** Those of one version. */
type Sum = TaskSum & { version: number };

/** How well an agent does its tasks, by version. */
@Injectable()
export class AgentPerformanceService {
  constructor(
    private readonly db: Database,
    private readonly agents: AgentsService,
  ) {}

  /** Of the tasks begun in the period. @throws AGENT_NOT_FOUND, VALIDATION_FAILED when it ends before it begins */
  async of(
    { companyId }: Caller,
    agentId: string,
    period: { from?: string | undefined; to?: string | undefined },
  ): Promise<AgentPerformance> {
    await this.agents.require(companyId, agentId);
    const to = period.to === undefined ? await this.db.now() : Date.parse(period.to);
    const from = period.from === undefined ? to - monthMs : Date.parse(period.from);
    if (from > to)
      throw new AppError('VALIDATION_FAILED', { issues: [{ path: 'from', message: 'expected a time before `to`' }] });
    // Ids sort by time: the index of an agent's tasks finds the period.
    const span = [companyId, agentId, idAt('task', from), idAt('task', to + 1)];
    const sums = await this.sums(span);
    const versions = [...new Set(sums.map(({ version }) => Number(version)))].sort((a, b) => b - a);
    const figures = async (version?: number) =>
      figuresOf(
        sums.filter((sum) => version === undefined || Number(sum.version) === version),
        await this.durations(span, version),
      );
    const byVersion = [];
    for (const version of versions) byVersion.push({ version, ...(await figures(version)) });
    return {
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      total: await figures(),
      versions: byVersion,
    };
  }

  private sums(span: string[]): Promise<Sum[]> {
    return this.db.query<Sum>(
      `SELECT agent_version AS version, status, COUNT(*) AS tasks, SUM(turns) AS turns, SUM(input_tokens + child_input_tokens) AS input_tokens,
              SUM(output_tokens + child_output_tokens) AS output_tokens, SUM(cost_micros + child_cost_micros) AS cost, SUM(child_cost_micros) AS child_cost, COUNT(score) AS ratings, COALESCE(SUM(score), 0) AS scores
         FROM tasks WHERE company_id = ? AND agent_id = ? AND id >= ? AND id < ? GROUP BY agent_version, status`,
      span,
    );
  }

  /** Of those that succeeded: the task in the middle, and the one that 95 of 100 do not exceed. */
  private async durations(span: string[], version?: number): Promise<{ p50Ms: number | null; p95Ms: number | null }> {
    const where = `company_id = ? AND agent_id = ? AND id >= ? AND id < ? AND status = 'succeeded'${version === undefined ? '' : ' AND agent_version = ?'}`;
    const params = version === undefined ? span : [...span, version];
    const [counted] = await this.db.query<{ count: number }>(
      `SELECT COUNT(*) AS count FROM tasks WHERE ${where}`,
      params,
    );
    const count = Number(counted?.count ?? 0);
    const at = async (share: number) => {
      if (count === 0) return null;
      const [row] = await this.db.query<{ ms: number }>(
        `SELECT finished_at - created_at AS ms FROM tasks WHERE ${where} ORDER BY finished_at - created_at LIMIT 1 OFFSET ?`,
        [...params, Math.max(0, Math.ceil(count * share) - 1)],
      );
      return row ? Number(row.ms) : null;
    };
    return { p50Ms: await at(0.5), p95Ms: await at(0.95) };
  }
}

/** What sums of tasks say together. */
export function figuresOf(
  sums: readonly TaskSum[],
  durations: { p50Ms: number | null; p95Ms: number | null },
): Figures {
  const all = (field: Exclude<keyof TaskSum, 'status'>, ...statuses: string[]) =>
    sums
      .filter(({ status }) => statuses.length === 0 || statuses.includes(status))
      .reduce((sum, row) => sum + Number(row[field]), 0);
  const over = ['succeeded', 'failed', 'cancelled'];
  const [succeeded, failed, cancelled] = over.map((status) => all('tasks', status)) as [number, number, number];
  const tasks = all('tasks');
  const ended = succeeded + failed + cancelled;
  const ratings = all('ratings');
  return {
    tasks,
    ...{ succeeded, failed, cancelled },
    open: tasks - ended,
    successRate: succeeded + failed === 0 ? null : succeeded / (succeeded + failed),
    ...durations,
    turns: ended === 0 ? null : all('turns', ...over) / ended,
    inputTokens: all('input_tokens'),
    outputTokens: all('output_tokens'),
    costMicros: all('cost'),
    childCostMicros: all('child_cost'),
    ratings,
    rating: ratings === 0 ? null : all('scores') / ratings,
  };
}
