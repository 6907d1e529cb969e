import { readFileSync } from 'node:fs';
import { resolve as pathOf } from 'node:path';
import { nodeKinds } from '#libs/catalog/node-kinds/defs';
import { createAgent } from '#libs/contracts';
import { inspectTemplate, resolve } from '#libs/expressions';
import { validate, type Definition } from '#libs/workflow';

const read = (name: string): unknown =>
  JSON.parse(readFileSync(pathOf(__dirname, '../../../examples/support-triage', name), 'utf8'));
const workflow = read('workflow.json') as Definition;

const item = {
  id: 'msg-1',
  from: 'Ann <ann@example.com>',
  subject: 'Money',
  body: 'Back',
  receivedAt: '2026-11-12T06:40:00Z',
};
const meta = { ms: 2, attempts: 1, usage: { tokens: 10, inputTokens: 8, outputTokens: 2, costMicros: 3 } };
const idle = { ms: 0, attempts: 0, usage: { tokens: 0, inputTokens: 0, outputTokens: 0, costMicros: 0 } };

/** A scope as the runner gives it: steps that did not run have a null output and a meta of zeros. */
function scope(outputs: Record<string, unknown>, input: object = { messages: [item], refundLimit: 100 }) {
  const steps = Object.fromEntries(
    workflow.nodes.map(({ id }) => [id, id in outputs ? { output: outputs[id], meta } : { output: null, meta: idle }]),
  );
  return { input, item, index: 0, steps, run: { id: 'run_1' }, now: '2026-11-20T12:00:00Z' };
}

const configOf = (id: string): Record<string, unknown> => workflow.nodes.find((node) => node.id === id)!.config;
const resolved = (id: string, outputs: Record<string, unknown>, input?: object) => {
  const kind = nodeKinds[workflow.nodes.find((node) => node.id === id)!.kind as keyof typeof nodeKinds];
  return kind.config.parse(resolve(configOf(id), scope(outputs, input))) as never;
};
const rowOf = (outputs: Record<string, unknown>) =>
  resolve(configOf('triage').result, scope(outputs)) as Record<string, unknown>;

const topic = (label: string) => ({ label, confidence: 0.912 });
const fields = (amount: number | null) => ({
  data: { orderNumber: 'HA-10432', amount, currency: amount === null ? null : 'EUR', date: null, language: 'en' },
  spans: {},
});
const decided = (outputs: Record<string, unknown>) =>
  (resolved('decide', outputs) as { values: Record<string, string> }).values;

describe('the support triage sample', () => {
  it('is a workflow without problems', () => {
    expect(validate(workflow, { kinds: nodeKinds, parseExpression: inspectTemplate })).toEqual([]);
  });

  it('comes with an agent that may do no more than look up an order', () => {
    const agent = createAgent.body.parse(read('agent.json'));
    expect(agent.name).toBe(configOf('draft').agent);
    expect(agent.tools).toEqual([{ name: 'lookup_order', policy: 'allow' }]);
  });

  it.each([
    [101, true],
    [100, false],
    [null, true],
  ])('asks a person about a refund of %p: %p', (amount, asked) => {
    expect(resolved('limit', { topic: topic('refund'), fields: fields(amount) })).toEqual({ if: asked });
  });

  it('has a refund limit of 100 unless the run brings one', () => {
    expect(resolved('limit', { fields: fields(150) }, { messages: [item] })).toEqual({ if: true });
    expect(resolved('limit', { fields: fields(150) }, { messages: [item], refundLimit: 200 })).toEqual({ if: false });
  });

  it('shows what the person needs', () => {
    const approve = resolved('approve', { topic: topic('refund'), fields: fields(249) });
    expect(approve).toMatchObject({ title: 'Refund 249 EUR to Ann <ann@example.com>?', assignees: ['role:operator'] });
    const unknown = resolved('approve', { topic: topic('refund'), fields: fields(null) });
    expect(unknown).toMatchObject({ title: 'Refund an unknown amount to Ann <ann@example.com>?' });
  });

  it('says what was decided about a refund, and why', () => {
    const base = { topic: topic('refund'), fields: fields(249), route: { matched: 'refund' }, limit: { result: true } };
    expect(decided({ ...base, approve: { decision: 'approved', by: ['Bob'], comment: null } })).toEqual({
      decision: 'refund approved',
      why: 'Classified as refund (0.91); 249 EUR is not within the limit of 100, so a person decided: Bob',
      text: 'Money',
    });
    expect(decided({ ...base, approve: { decision: 'expired', by: [], comment: null } }).decision).toBe(
      'refund expired',
    );
    expect(decided({ ...base, fields: fields(89), limit: { result: false } })).toMatchObject({
      decision: 'refund granted',
      why: 'Classified as refund (0.91); 89 EUR is within the limit of 100',
    });
  });

  it('says what was decided about everything else', () => {
    const bug = { topic: topic('bug'), fields: fields(null), route: { matched: 'bug' } };
    expect(decided({ ...bug, draft: { answer: 'Dear Ann' } })).toMatchObject({
      decision: 'reply drafted',
      text: 'Dear Ann',
    });
    expect(decided(bug)).toMatchObject({ decision: 'needs a person', text: 'Money' });
    const other = { topic: topic('billing'), fields: fields(5), route: { matched: null }, brief: { summary: 'Short' } };
    expect(decided(other)).toMatchObject({ decision: 'summarized', text: 'Short' });
  });

  it('tells what was decided on every channel', () => {
    const outputs = { topic: topic('billing'), decide: { decision: 'summarized', why: 'because', text: 'Short' } };
    for (const id of ['tellApp', 'tellMail', 'tellSlack']) {
      const config = resolved(id, outputs) as Record<string, string>;
      expect(config.text).toContain('because');
      expect(config.subject ?? config.text).toContain('summarized');
    }
  });

  it('collects a row for every message', () => {
    const base = { topic: topic('bug'), fields: fields(null), route: { matched: 'bug' } };
    const decide = { decision: 'reply drafted', why: 'because', text: 'Dear Ann' };
    expect(rowOf({ ...base, draft: { answer: 'Dear Ann' }, decide })).toEqual({
      id: 'msg-1',
      from: item.from,
      subject: 'Money',
      topic: 'bug',
      confidence: 0.91,
      orderNumber: 'HA-10432',
      amount: null,
      currency: null,
      date: null,
      ...decide,
      ms: 6,
      tokens: 30,
      costMicros: 9,
    });
    const spam = { ...base, topic: topic('spam'), archive: { why: 'Classified as spam (0.91); nobody was told' } };
    expect(rowOf(spam)).toMatchObject({ decision: 'ignored', why: spam.archive.why, text: '', tokens: 20 });
  });

  it('sums up, also when messages failed', () => {
    const row = { topic: 'bug', decision: 'reply drafted', ms: 5, tokens: 10, costMicros: 2 };
    const triage = [row, row, { ...row, topic: 'spam', decision: 'ignored' }, { error: { code: 'X', message: 'y' } }];
    expect(resolved('summary', { triage }, { messages: [1, 2, 3, 4] })).toEqual({
      value: {
        messages: 4,
        failed: 1,
        byTopic: [
          { topic: 'bug', messages: 2 },
          { topic: 'spam', messages: 1 },
        ],
        byDecision: [
          { decision: 'reply drafted', messages: 2 },
          { decision: 'ignored', messages: 1 },
        ],
        ms: 15,
        tokens: 30,
        costMicros: 6,
      },
    });
    expect(resolved('summary', { triage: [] }, { messages: [] })).toMatchObject({ value: { ms: 0, byTopic: [] } });
  });

  it('writes both reports', () => {
    const triage = [{ topic: 'bug' }];
    expect(resolved('reportCsv', { triage })).toEqual({ name: 'report.csv', format: 'csv', rows: triage });
    expect(resolved('reportJson', { triage, summary: { messages: 1 } })).toMatchObject({
      content: { rows: triage, summary: { messages: 1 } },
    });
  });
});

describe('its inbox', () => {
  const lines = (name: string) =>
    readFileSync(pathOf(__dirname, '../../../examples/support-triage', name), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; subject: string; body: string });

  it.each(['.', 'evaluation'])('in %s is labelled, message by message', (folder) => {
    const labels = read(`${folder}/labels.json`) as Record<string, { topic: string; orderNumber: string | null }>;
    const messages = lines(`${folder}/inbox.jsonl`);
    expect(messages.map(({ id }) => id)).toEqual(Object.keys(labels));
    expect(messages).toHaveLength(40);
    for (const { id, subject, body } of messages) {
      expect(['refund', 'bug', 'billing', 'shipping', 'question', 'spam']).toContain(labels[id]?.topic);
      expect(`${subject} ${body}`.toUpperCase()).toContain(labels[id]?.orderNumber ?? '');
    }
    expect(Object.values(labels).filter(({ topic: label }) => label === 'spam')).toHaveLength(2);
    expect(Object.values(labels).filter((label) => 'injection' in label)).toHaveLength(1);
  });
});
