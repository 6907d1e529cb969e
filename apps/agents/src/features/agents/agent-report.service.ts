import { Injectable } from '@nestjs/common';
import { idAt, type AgentReport, type Caller } from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { figuresOf, type TaskSum } from './agent-performance.service.js';

const mostAgents = 500;

/** How well all agents of a company did their tasks, side by side. */
@Injectable()
export class AgentReportService {
  constructor(private readonly db: Database) {}

  /** Of the tasks begun in the span; agents that were given none are not in it. */
  async all({ companyId }: Caller, span: { from: string; to: string }): Promise<AgentReport> {
    const bounds = [companyId, idAt('task', Date.parse(span.from)), idAt('task', Date.parse(span.to))];
    const sums = await this.db.query<TaskSum & { agent_id: string; newest: string }>(
      `SELECT agent_id, status, COUNT(*) AS tasks, SUM(turns) AS turns, SUM(input_tokens + child_input_tokens) AS input_tokens,
              SUM(output_tokens + child_output_tokens) AS output_tokens, SUM(cost_micros + child_cost_micros) AS cost,
              SUM(child_cost_micros) AS child_cost, COUNT(score) AS ratings,
              COALESCE(SUM(score), 0) AS scores, MAX(id) AS newest
         FROM tasks WHERE company_id = ? AND id >= ? AND id < ? GROUP BY agent_id, status`,
      bounds,
    );
    const times = await this.durations(bounds);
    const ids = [...new Set(sums.map(({ agent_id }) => agent_id))];
    const rows = ids.map((agentId) => {
      const own = sums.filter(({ agent_id }) => agent_id === agentId);
      const newest = own.map((sum) => sum.newest).reduce((one, other) => (one > other ? one : other));
      return { agentId, newest, ...figuresOf(own, times.get(agentId) ?? { p50Ms: null, p95Ms: null }) };
    });
    const shown = rows.sort((one, other) => other.tasks - one.tasks).slice(0, mostAgents);
    const names = await this.names(
      companyId,
      shown.map(({ newest }) => newest),
    );
    return {
      ...span,
      items: shown.map(({ newest: _newest, ...row }) => ({ ...row, agentName: names.get(row.agentId) ?? '' })),
    };
  }

  /** Of those that succeeded, by nearest rank. */
  private async durations(bounds: string[]): Promise<Map<string, { p50Ms: number | null; p95Ms: number | null }>> {
    const found = await this.db.query<{ agent_id: string; p50: unknown; p95: unknown }>(
      `SELECT agent_id, MIN(CASE WHEN place * 100 >= many * 50 THEN ms END) AS p50,
              MIN(CASE WHEN place * 100 >= many * 95 THEN ms END) AS p95
         FROM (SELECT agent_id, finished_at - created_at AS ms,
                      ROW_NUMBER() OVER (PARTITION BY agent_id ORDER BY finished_at - created_at) AS place,
                      COUNT(*) OVER (PARTITION BY agent_id) AS many
                 FROM tasks WHERE company_id = ? AND id >= ? AND id < ? AND status = 'succeeded') ranked
        GROUP BY agent_id`,
      bounds,
    );
    return new Map(found.map(({ agent_id, p50, p95 }) => [agent_id, { p50Ms: Number(p50), p95Ms: Number(p95) }]));
  }

  /** Names as the newest of the tasks have them. */
  private async names(companyId: string, tasks: readonly string[]): Promise<Map<string, string>> {
    if (tasks.length === 0) return new Map();
    const rows = await this.db.query<{ agent_id: string; agent_name: string }>(
      `SELECT agent_id, agent_name FROM tasks WHERE company_id = ? AND id IN (${tasks.map(() => '?').join(', ')})`,
      [companyId, ...tasks],
    );
    return new Map(rows.map((row) => [row.agent_id, row.agent_name]));
  }
}
