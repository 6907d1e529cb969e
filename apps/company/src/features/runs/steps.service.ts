import { Injectable } from '@nestjs/common';
import type { Caller, Page, Step } from '#libs/contracts';
import { stepViews } from '#libs/engine';
import { Database, decodeCursor, encodeCursor } from '#libs/platform/database';
import { RunsService } from './runs.service.js';
import { stepOf, type OpenQuestion } from './run.view.js';

const order = 'steps';

/** The steps of a run, the body of each item behind its map. */
@Injectable()
export class StepsService {
  constructor(
    private readonly runs: RunsService,
    private readonly db: Database,
  ) {}

  /** @throws RUN_NOT_FOUND */
  async list(
    caller: Caller,
    runId: string,
    query: { limit: number; cursor?: string | undefined; scope?: string | undefined },
  ): Promise<Page<Step>> {
    const from = query.cursor === undefined ? 0 : Number(decodeCursor(order, query.cursor, 1)[0]);
    const next = from + query.limit;
    const { scope } = query;
    const asked = await this.openQuestions(caller.companyId, runId);
    return this.runs.look(caller.companyId, runId, ({ view, loaded }) => {
      const all = stepViews(loaded.flow, view.state).filter(
        ({ path }) => scope === undefined || path.startsWith(`${scope}/`),
      );
      const items = all
        .slice(from, next)
        .map((step) => stepOf(step, view, loaded.flow, loaded.nodes.get(step.node), asked.get(step.path)));
      return { items, nextCursor: next < all.length ? encodeCursor(order, [next]) : null };
    });
  }

  private async openQuestions(companyId: string, runId: string): Promise<Map<string, OpenQuestion>> {
    const rows = await this.db.query<{
      id: string;
      step_path: string;
      assignees: string;
      escalate_to: string | null;
      escalated_at: number | null;
    }>(
      "SELECT id, step_path, assignees, escalate_to, escalated_at FROM inbox_items WHERE company_id = ? AND run_id = ? AND status = 'open'",
      [companyId, runId],
    );
    return new Map(
      rows.map((row) => {
        const assignees = JSON.parse(row.assignees) as string[];
        const more = row.escalated_at === null ? [] : (JSON.parse(row.escalate_to ?? '[]') as string[]);
        return [row.step_path, { inboxItemId: row.id, assignees: [...new Set([...assignees, ...more])] }];
      }),
    );
  }
}
