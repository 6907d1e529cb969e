import { Injectable } from '@nestjs/common';
import type { AfterWorkflowConfig, EventConfig } from './trigger-configs.js';
import type { AutomaticTrigger, EventEnvelope } from '#libs/contracts';
import { Durable } from '#libs/durable';
import { ExpressionError, parseExpression } from '#libs/expressions';
import type { Tx } from '#libs/platform/database';
import { Firings, type Firer, type Occasion } from '../schedules/firings.js';
import { endOf, mayHoldOutside, runOfEvent, subjectsOf } from './event-subjects.js';

/** A trigger that waits for the event, and what its configuration says. */
interface Waiting extends Firer {
  kind: AutomaticTrigger;
  subject: string;
  config: Record<string, unknown>;
}

/** The run that caused the event. */
interface Cause {
  trigger: string;
  chain: number;
}

/** Runs that lead to each other by events end after so many. */
const longestChain = 8;

type Verdict = { start: true } | { start: false; reason?: string };
const no: Verdict = { start: false };

/** Starts what waits for an event: each trigger once, in the transaction that notes the event as read. */
@Injectable()
export class EventFiring {
  constructor(
    private readonly firings: Firings,
    private readonly durable: Durable,
  ) {}

  async fire(tx: Tx, event: EventEnvelope): Promise<void> {
    const waiting = await this.waiting(tx, event);
    if (waiting.length === 0) return;
    const [clock] = await tx.query<{ now: number }>(`SELECT ${tx.sql.now} AS now`);
    const at = Number(clock?.now);
    const cause = await this.causeOf(tx, event);
    for (const trigger of waiting) {
      const verdict = this.judge(trigger, event, cause);
      const occasion = { key: `event.${event.id}`, slotAt: null };
      if (!verdict.start) {
        if (verdict.reason !== undefined)
          await this.firings.note(tx, trigger, occasion, 'skipped', { at, reason: verdict.reason });
        continue;
      }
      const chain = (cause?.chain ?? 0) + 1;
      const started = await this.firings.start(
        tx,
        trigger,
        { ...(await this.occasionOf(tx, trigger, event)), chain },
        at,
      );
      if (started !== undefined) await tx.run('UPDATE triggers SET last_fired_at = ? WHERE id = ?', [at, trigger.id]);
    }
  }

  private judge(trigger: Waiting, event: EventEnvelope, cause: Cause | undefined): Verdict {
    // Whatever a workflow does, it does not start itself by it.
    if (runOfEvent(event).workflowId === trigger.workflowId) return no;
    if (trigger.kind === 'trigger.error' && trigger.subject === '*' && cause?.trigger === 'trigger.error') return no;
    const verdict = wanted[trigger.kind]?.(trigger.config, event) ?? no;
    if (verdict.start && (cause?.chain ?? 0) >= longestChain)
      return { start: false, reason: `${longestChain} runs led to each other by events` };
    return verdict;
  }

  private async waiting(tx: Tx, event: EventEnvelope): Promise<Waiting[]> {
    const subjects = subjectsOf(event);
    const rows = await tx.query<Record<string, string | number>>(
      'SELECT t.id, t.company_id, t.workflow_id, w.name, t.node, t.kind, t.subject, t.config, t.version_id, t.version ' +
        'FROM triggers t JOIN workflows w ON w.id = t.workflow_id WHERE t.company_id = ? AND t.published = 1 AND t.paused = 0 ' +
        'AND NOT EXISTS (SELECT 1 FROM companies c WHERE c.id = t.company_id AND c.deactivated_at IS NOT NULL) ' +
        `AND (${subjects.map(() => '(t.kind = ? AND t.subject = ?)').join(' OR ')}) ORDER BY t.id`,
      [event.companyId, ...subjects.flatMap(({ kind, subject }) => [kind, subject])],
    );
    return rows.map((row) => ({
      id: String(row['id']),
      companyId: String(row['company_id']),
      workflowId: String(row['workflow_id']),
      workflowName: String(row['name']),
      node: String(row['node']),
      kind: row['kind'] as AutomaticTrigger,
      subject: String(row['subject']),
      config: JSON.parse(String(row['config'])) as Record<string, unknown>,
      versionId: String(row['version_id']),
      version: Number(row['version']),
    }));
  }

  private async causeOf(tx: Tx, event: EventEnvelope): Promise<Cause | undefined> {
    const { runId } = runOfEvent(event);
    if (runId === undefined) return undefined;
    const [row] = await tx.query<{ fired: string; chain: number }>(
      'SELECT `trigger` AS fired, chain FROM runs WHERE id = ? AND company_id = ?',
      [runId, event.companyId],
    );
    return row && { trigger: row.fired, chain: Number(row.chain) };
  }

  private async occasionOf(tx: Tx, { kind }: Waiting, event: EventEnvelope): Promise<Occasion> {
    const { id, type, at, data } = event;
    const occasion = {
      key: `event.${id}`,
      slotAt: null,
      facts: { eventId: id, type, at },
      outside: mayHoldOutside(event),
    };
    if (kind === 'trigger.event') return { ...occasion, startedBy: 'Event', input: { id, type, at, data } };
    const { runId = '', ...told } = data as { runId?: string };
    const { usage: _spent, outside: _mark, ...facts } = told as Record<string, unknown>;
    if (kind === 'trigger.error')
      return { ...occasion, startedBy: 'Failure of a workflow', input: { runId, ...facts } };
    const output = await this.durable.resultIn(tx, runId);
    const input = { runId, ...facts, status: endOf(event), output };
    return { ...occasion, startedBy: 'Workflow', input };
  }
}

/** Whether a trigger wants the event; the reason is written down where people may wonder. */
const wanted: Partial<Record<AutomaticTrigger, (config: Record<string, unknown>, event: EventEnvelope) => Verdict>> = {
  'trigger.event': (config, { id, type, at, data }) => {
    const { filter } = config as EventConfig;
    if (filter === undefined) return { start: true };
    try {
      return { start: parseExpression(filter).evaluate({ event: { id, type, at, data } }) === true };
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      return { start: false, reason: `The condition failed: ${error.message}`.slice(0, 300) };
    }
  },
  'trigger.workflow': (config, event) => {
    const { on = 'succeeded' } = config as Partial<AfterWorkflowConfig>;
    return { start: on === 'any' || on === endOf(event) };
  },
  'trigger.error': () => ({ start: true }),
};
