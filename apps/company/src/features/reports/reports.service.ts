import { Injectable } from '@nestjs/common';
import {
  agentReportRpc,
  aiRpc,
  type Caller,
  type getAgentReport,
  type getCostReport,
  type getPeopleReport,
  type getRunReport,
  type getWorkflowReport,
  type In,
  type RunFigures,
  type RunSummary,
} from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { RpcClient } from '#libs/platform/rpc';
import { spanOf, type Span } from './report-span.js';
import { bySlot, byWorkflow, ReportsRepository, together, type Bounds, type Grouping } from './reports.repository.js';

type Key = string | number;
const unknownTimes = { p50: null, p95: null };
const mostWorkflows = 500;

/** What happened in a company over time. */
@Injectable()
export class ReportsService {
  constructor(
    private readonly reports: ReportsRepository,
    private readonly db: Database,
    private readonly rpc: RpcClient,
  ) {}

  /** @throws VALIDATION_FAILED for a span that is empty or too long */
  async runs({ companyId }: Caller, { by, workflowId, ...query }: In<typeof getRunReport>['query']) {
    const span = spanOf(query, by, await this.db.now());
    const bounds = { ...span, workflowId };
    const earlier = { from: 2 * span.from - span.to, to: span.from, workflowId };
    const slots = await this.figures(companyId, bounds, bySlot(span.slots));
    return {
      ...spanText(span),
      items: span.slots.map((at, slot) => ({
        at: new Date(at).toISOString(),
        ...(slots.get(slot)?.figures ?? nothing),
      })),
      totals: await this.total(companyId, bounds),
      before: await this.total(companyId, earlier),
    };
  }

  /** @throws VALIDATION_FAILED for a span that is empty or too long */
  async workflows({ companyId }: Caller, query: In<typeof getWorkflowReport>['query']) {
    const span = spanOf(query, 'day', await this.db.now());
    const groups = [...(await this.figures(companyId, span, byWorkflow))]
      .sort(([, one], [, other]) => other.figures.runs - one.figures.runs)
      .slice(0, mostWorkflows);
    const names = await this.reports.names(
      companyId,
      groups.map(([, { newest }]) => newest),
    );
    return {
      ...spanText(span),
      items: groups.map(([key, { figures }]) => ({
        workflowId: String(key),
        workflowName: names.get(String(key)) ?? '',
        ...figures,
      })),
    };
  }

  /** @throws VALIDATION_FAILED for a span that is empty or too long */
  async people({ companyId }: Caller, query: In<typeof getPeopleReport>['query']) {
    const span = spanOf(query, 'day', await this.db.now());
    const asked = await this.reports.questions(companyId, span);
    const times = await this.reports.answerTimes(companyId, span, byWorkflow);
    const all = await this.reports.answerTimes(companyId, span, together);
    const sum = (of: 'answered' | 'expired') => asked.reduce((total, row) => total + row[of], 0);
    return {
      ...spanText(span),
      items: asked
        .sort((one, other) => other.answered - one.answered)
        .slice(0, mostWorkflows)
        .map(({ workflow_id, workflow_name, answered, expired }) => ({
          workflowId: workflow_id || null,
          workflowName: workflow_name,
          answered,
          expired,
          answerMs: times.get(workflow_id) ?? unknownTimes,
        })),
      totals: { answered: sum('answered'), expired: sum('expired'), answerMs: all.get(0) ?? unknownTimes },
    };
  }

  /** @throws VALIDATION_FAILED for a span that is empty or too long */
  async agents(caller: Caller, query: In<typeof getAgentReport>['query']) {
    const span = spanOf(query, 'day', await this.db.now());
    return this.rpc.call(agentReportRpc.report, spanText(span), { caller });
  }

  /** @throws VALIDATION_FAILED for a span that is empty or too long */
  costs(caller: Caller, { format: _format, ...query }: In<typeof getCostReport>['query']) {
    return this.rpc.call(aiRpc.spend, query, { caller });
  }

  private async total(companyId: string, bounds: Bounds): Promise<RunFigures> {
    return (await this.figures(companyId, bounds, together)).get(0)?.figures ?? nothing;
  }

  private async figures(companyId: string, bounds: Bounds, group: Grouping) {
    const counted = await this.reports.statuses(companyId, bounds, group);
    const durations = await this.reports.durations(companyId, bounds, group);
    const groups = new Map<Key, { figures: RunFigures; newest: string }>();
    for (const { slot, status, amount, newest } of counted) {
      const before = groups.get(slot) ?? { figures: { ...nothing }, newest };
      const { figures } = before;
      figures.runs += amount;
      figures[columnOf(status)] += amount;
      groups.set(slot, { figures, newest: newest > before.newest ? newest : before.newest });
    }
    for (const [slot, { figures }] of groups) {
      const ended = figures.succeeded + figures.failed;
      figures.success = ended === 0 ? null : figures.succeeded / ended;
      figures.durationMs = durations.get(slot) ?? unknownTimes;
    }
    return groups;
  }
}

const nothing: RunFigures = {
  runs: 0,
  succeeded: 0,
  failed: 0,
  cancelled: 0,
  open: 0,
  success: null,
  durationMs: unknownTimes,
};

const columnOf = (status: RunSummary['status']) =>
  status === 'succeeded' || status === 'failed' || status === 'cancelled' ? status : 'open';

const spanText = ({ from, to }: Span) => ({ from: new Date(from).toISOString(), to: new Date(to).toISOString() });
