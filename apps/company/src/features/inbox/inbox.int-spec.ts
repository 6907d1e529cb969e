import { newId, type AppError, type InboxEvent, type InboxItem } from '#libs/contracts';
import { backends } from '#libs/service/testing/service-under-test';
import { eventually } from '#libs/testing';
import { CompanyBench, row, type Person } from '../../testing/company-bench.js';
import { ArtifactStore } from '../artifacts/artifact-store.js';
import { RunControlService } from '../runs/run-control.service.js';
import { RunsService } from '../runs/runs.service.js';
import { StepsService } from '../runs/steps.service.js';
import { InboxDraftsService } from './inbox-drafts.service.js';
import { InboxService } from './inbox.service.js';

const approval = (config: object = {}) =>
  row({ id: 'ask', kind: 'human.approval', config: { title: 'Refund?', assignees: ['role:operator'], ...config } });
const open = { limit: 50, status: 'open' as const };
const settled = async (work: Promise<unknown>[]) =>
  (await Promise.allSettled(work)).map((each) =>
    each.status === 'fulfilled' ? 'done' : (each.reason as AppError).code,
  );

describe.each(backends)('the inbox on %s', (backend) => {
  let bench: CompanyBench;
  let inbox: InboxService;
  let ann: Person;
  let bob: Person;
  let viewer: Person;

  beforeAll(async () => {
    bench = await CompanyBench.start(backend);
    inbox = bench.get(InboxService);
    [ann, bob, viewer] = [
      await bench.member('operator', 'Ann'),
      await bench.member('operator', 'Bob'),
      await bench.member('viewer', 'Vic'),
    ];
  });
  afterAll(() => bench.stop());

  /** What a run asks. */
  const asked = (runId: string, count = 1): Promise<InboxItem[]> =>
    eventually(async () => {
      const { items } = await inbox.list(bench.owner.caller, { ...open, runId });
      expect(items).toHaveLength(count);
      return items;
    });
  const ask = async (config: object = {}) => {
    const runId = await bench.run(await bench.publish(approval(config)));
    return { runId, item: (await asked(runId))[0]! };
  };

  it('two who answer at once: the first decides, the other is told', async () => {
    const { runId, item } = await ask();
    const answers = [ann, bob].map(({ caller }, index) =>
      inbox.answer(caller, item.id, { decision: index === 0 ? 'approved' : 'rejected' }),
    );
    expect((await settled(answers)).sort()).toEqual(['INBOX_ITEM_CLOSED', 'done']);
    const run = await bench.finished(runId);
    const { answers: kept, decision } = await inbox.get(ann.caller, item.id);
    expect(kept).toHaveLength(1);
    expect(run).toMatchObject({ status: 'succeeded', output: { decision, by: [kept[0]!.name] } });
  });

  it('a quorum counts both who answer at once, and neither twice', async () => {
    const { runId, item } = await ask({ quorum: 2 });
    expect(
      await settled([ann, bob].map(({ caller }) => inbox.answer(caller, item.id, { decision: 'approved' }))),
    ).toEqual(['done', 'done']);
    const run = await bench.finished(runId);
    expect((run.output as { by: string[] }).by.sort()).toEqual(['Ann', 'Bob']);

    const second = await ask({ quorum: 2 });
    await inbox.answer(ann.caller, second.item.id, { decision: 'approved' });
    await expect(inbox.answer(ann.caller, second.item.id, { decision: 'approved' })).rejects.toMatchObject({
      code: 'INBOX_ITEM_CLOSED',
    });
    await inbox.answer(bob.caller, second.item.id, { decision: 'rejected', comment: 'too much' });
    expect(await bench.finished(second.runId)).toMatchObject({
      output: { decision: 'rejected', by: ['Bob'], comment: 'too much' },
    });
  });

  it('pages what waits for me alone, full pages, and counts it', async () => {
    const forBob = await bench.publish(approval({ assignees: [`user:${bob.caller.userId}`] }));
    const forAnn = await bench.publish(
      approval({ assignees: [ann.email.toUpperCase(), bench.owner.email], quorum: 2 }),
    );
    const runs: string[] = [];
    // Ann's lie between Bob's, so that a page of all would hold few of hers.
    for (let round = 0; round < 4; round++)
      for (const workflow of [forBob, forAnn, forBob]) runs.push(await bench.run(workflow));
    for (const run of runs) await asked(run);
    const mine = async (person: Person) => {
      const pages: InboxItem[][] = [];
      let cursor: string | undefined;
      do {
        const page = await inbox.list(person.caller, { ...open, limit: 3, mine: true, cursor });
        pages.push(page.items);
        cursor = page.nextCursor ?? undefined;
      } while (cursor);
      return pages;
    };
    const pages = await mine(ann);
    expect(pages.map(({ length }) => length)).toEqual([3, 1]);
    expect(pages.flat().every(({ canAnswer }) => canAnswer)).toBe(true);
    expect(await inbox.list(ann.caller, open)).toMatchObject({ openCount: 4 });
    expect(await inbox.list(bob.caller, { ...open, limit: 1 })).toMatchObject({ openCount: 8 });

    await inbox.answer(ann.caller, pages[0]![0]!.id, { decision: 'approved' });
    expect((await mine(ann)).flat()).toHaveLength(3);
    expect(await inbox.list(ann.caller, open)).toMatchObject({ openCount: 3 });

    expect(await inbox.list(viewer.caller, { ...open, mine: true })).toEqual({
      items: [],
      nextCursor: null,
      openCount: 0,
    });
    expect((await inbox.list(viewer.caller, open)).items.length).toBeGreaterThan(0);
    await Promise.all(runs.map((run) => bench.get(RunControlService).cancel(bench.owner.caller, run, undefined)));
    expect(await inbox.list(bob.caller, open)).toMatchObject({ items: [], openCount: 0 });
  });

  it('is answered by those it is assigned to', async () => {
    const { item } = await ask({ assignees: ['role:admin'] });
    await expect(inbox.answer(ann.caller, item.id, { decision: 'approved' })).rejects.toMatchObject({
      code: 'INBOX_NOT_ASSIGNED',
    });
    await expect(
      inbox.answer({ ...bench.owner.caller, companyId: 'co_other' }, item.id, { decision: 'approved' }),
    ).rejects.toMatchObject({ code: 'INBOX_ITEM_NOT_FOUND' });
    await inbox.answer(bench.owner.caller, item.id, { decision: 'approved' });
  });

  it('refuses a step that nobody could answer, or whose form is no schema', async () => {
    const nobody = await bench.run(await bench.publish(approval({ assignees: ['nobody@elsewhere.example'] })));
    expect(await bench.finished(nobody)).toMatchObject({ status: 'failed', error: { code: 'RECIPIENT_UNKNOWN' } });
    const form = row({
      id: 'form',
      kind: 'human.form',
      config: { title: 'x', assignees: ['role:owner'], schema: { type: 'object', properties: '{{ input.fields }}' } },
    });
    const run = await bench.run(await bench.publish(form), { fields: { a: { type: 'nothing' } } });
    expect(await bench.finished(run)).toMatchObject({
      status: 'failed',
      error: { code: 'STEP_CONFIG_INVALID', message: expect.stringContaining('config.schema') as string },
    });
  });

  it('checks a form, field by field', async () => {
    const schema = {
      type: 'object',
      required: ['rows'],
      properties: { rows: { type: 'array', items: { type: 'object', required: ['sku'] } } },
    };
    const form = row({ id: 'form', kind: 'human.form', config: { title: 'x', assignees: ['role:operator'], schema } });
    const runId = await bench.run(await bench.publish(form));
    const [item] = await asked(runId);
    await expect(inbox.answer(ann.caller, item!.id, { values: { rows: [{ sku: 1 }, {}] } })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      details: { issues: [{ path: 'values.rows[1].sku', message: 'is missing' }] },
    });
    await expect(inbox.answer(ann.caller, item!.id, { decision: 'approved' })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
    });
    await inbox.answer(ann.caller, item!.id, { values: { rows: [] } });
    expect(await bench.finished(runId)).toMatchObject({ output: { rows: [] } });
  });

  it('passes an answer on, shows it, and takes it back', async () => {
    const cara = await bench.member('builder', 'Cara');
    const { runId, item } = await ask({ assignees: [`user:${ann.caller.userId}`] });
    await expect(inbox.delegate(bob.caller, item.id, { to: cara.email })).rejects.toMatchObject({
      code: 'INBOX_NOT_ASSIGNED',
    });
    await expect(inbox.delegate(ann.caller, item.id, { to: viewer.email })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      details: { issues: [{ path: 'to' }] },
    });
    await inbox.delegate(ann.caller, item.id, { to: bob.email, comment: 'I am away' });
    expect(await inbox.list(ann.caller, { ...open, runId, mine: true })).toMatchObject({ items: [], openCount: 0 });
    const passed = (await inbox.list(bob.caller, { ...open, runId, mine: true })).items[0]!;
    expect(passed).toMatchObject({ id: item.id, canAnswer: true, delegations: [{ to: bob.email, state: 'open' }] });
    await inbox.delegate(bob.caller, item.id, { to: `user:${cara.caller.userId}` });
    await expect(inbox.answer(bob.caller, item.id, { decision: 'approved' })).rejects.toMatchObject({
      code: 'INBOX_ITEM_CLOSED',
    });
    await inbox.withdraw(bob.caller, item.id);
    await expect(inbox.withdraw(bob.caller, item.id)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(inbox.answer(cara.caller, item.id, { decision: 'approved' })).rejects.toMatchObject({
      code: 'INBOX_NOT_ASSIGNED',
    });
    const answered = await inbox.answer(bob.caller, item.id, { decision: 'approved', comment: 'for Ann' });
    expect(answered.answers).toMatchObject([{ name: 'Bob', onBehalfOf: { name: 'Ann' } }]);
    expect(await bench.finished(runId)).toMatchObject({ output: { decision: 'approved', by: ['Bob'] } });

    const history: InboxEvent[] = [];
    let cursor: string | undefined;
    do {
      const page = await inbox.history(viewer.caller, item.id, { limit: 2, cursor });
      history.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(history.map(({ type, by }) => [type, by?.name])).toEqual([
      ['opened', undefined],
      ['delegated', 'Ann'],
      ['delegated', 'Bob'],
      ['withdrawn', 'Bob'],
      ['answered', 'Bob'],
    ]);
    const told = await bench.get(RunsService).history(bench.owner.caller, runId, 0, 100);
    expect(told.items.flatMap(({ type, data }) => (type === 'step.noted' ? [data['note']] : []))).toEqual([
      'delegated',
      'delegated',
      'withdrawn',
    ]);
    await expect(inbox.history({ ...ann.caller, companyId: 'co_other' }, item.id, { limit: 5 })).rejects.toMatchObject({
      code: 'INBOX_ITEM_NOT_FOUND',
    });
  });

  it('of two who delegate and answer at once, one is told', async () => {
    const { runId, item } = await ask({ assignees: [`user:${ann.caller.userId}`] });
    const both = [
      inbox.delegate(ann.caller, item.id, { to: bob.email }),
      inbox.answer(ann.caller, item.id, { decision: 'approved' }),
    ];
    const outcomes = await settled(both);
    expect(outcomes).toContain('done');
    expect(outcomes).toContain('INBOX_ITEM_CLOSED');
    if (outcomes[1] !== 'done') await inbox.answer(bob.caller, item.id, { decision: 'approved' });
    expect(await bench.finished(runId)).toMatchObject({ status: 'succeeded' });
  });

  it('is given to others by an admin; answers that were given stay', async () => {
    const { runId, item } = await ask({ assignees: [ann.email, bob.email, bench.owner.email], quorum: 2 });
    await inbox.answer(ann.caller, item.id, { decision: 'approved' });
    await expect(
      inbox.assign(bench.owner.caller, item.id, { assignees: [viewer.email, 'the boss'] }),
    ).rejects.toMatchObject({ details: { issues: [{ path: 'assignees[1]' }] } });
    await expect(inbox.assign(bench.owner.caller, item.id, { assignees: [viewer.email] })).rejects.toMatchObject({
      details: { issues: [{ path: 'assignees' }] },
    });
    await expect(inbox.assign(bench.owner.caller, item.id, { assignees: [ann.email] })).rejects.toMatchObject({
      code: 'INBOX_QUORUM_IMPOSSIBLE',
    });
    const moved = await inbox.assign(bench.owner.caller, item.id, { assignees: [bob.email], comment: 'as agreed' });
    expect(moved).toMatchObject({ assignees: [bob.email], answers: [{ name: 'Ann' }], canAnswer: false });
    await inbox.answer(bob.caller, item.id, { decision: 'approved' });
    expect(await bench.finished(runId)).toMatchObject({ output: { decision: 'approved', by: ['Ann', 'Bob'] } });
  });

  it('refuses a quorum that nobody could reach', async () => {
    const run = await bench.run(await bench.publish(approval({ assignees: ['role:owner'], quorum: 2 })));
    expect(await bench.finished(run)).toMatchObject({ status: 'failed', error: { code: 'INBOX_QUORUM_IMPOSSIBLE' } });
    const tied = await bench.run(
      await bench.publish(approval({ assignees: ['role:admin'], escalateTo: ['role:owner'], rejections: 2 })),
    );
    expect(await bench.finished(tied)).toMatchObject({ error: { code: 'INBOX_QUORUM_IMPOSSIBLE' } });
  });

  it('reminds, escalates, and lets both old and new answer', async () => {
    const people = { assignees: [ann.email], escalateTo: [bob.email], remindBefore: 'PT29.9S', deadline: 'PT30S' };
    const { runId, item } = await ask({ ...people, escalateAfter: 'PT0.2S' });
    expect(item).toMatchObject({ escalation: { to: [bob.email], done: false } });
    await expect(inbox.answer(bob.caller, item.id, { decision: 'approved' })).rejects.toMatchObject({
      code: 'INBOX_NOT_ASSIGNED',
    });
    await eventually(async () => {
      expect(await inbox.get(bob.caller, item.id)).toMatchObject({ canAnswer: true, escalation: { done: true } });
    });
    expect(await inbox.get(ann.caller, item.id)).toMatchObject({ canAnswer: true, assignees: [ann.email] });
    expect((await inbox.list(bob.caller, { ...open, runId, mine: true })).items).toHaveLength(1);
    const { items: steps } = await bench.get(StepsService).list(ann.caller, runId, { limit: 50 });
    expect(steps.find(({ path }) => path === 'ask')).toMatchObject({
      status: 'waiting',
      waitingFor: { inboxItemId: item.id, assignees: [ann.email, bob.email], until: item.deadline },
    });
    await inbox.answer(bob.caller, item.id, { decision: 'rejected' });
    await bench.finished(runId);
    const { items } = await inbox.history(ann.caller, item.id, { limit: 50 });
    expect(items.map(({ type }) => type).sort()).toEqual(['answered', 'escalated', 'opened', 'reminded']);
    const told = await bench.get(RunsService).history(bench.owner.caller, runId, 0, 100);
    expect(told.items.flatMap(({ type, data }) => (type === 'timer.fired' ? [data['timer']] : [])).sort()).toEqual([
      'escalate',
      'remind',
    ]);
  });

  it('takes the way of the deadline, or fails without one; too late is too late', async () => {
    const { runId, item } = await ask({ deadline: 'PT0.3S' });
    expect(await bench.finished(runId)).toMatchObject({
      status: 'failed',
      error: { code: 'WAIT_EXPIRED', path: 'ask' },
    });
    expect(await inbox.get(ann.caller, item.id)).toMatchObject({ status: 'expired', canAnswer: false });
    await expect(inbox.answer(ann.caller, item.id, { decision: 'approved' })).rejects.toMatchObject({
      code: 'INBOX_ITEM_CLOSED',
    });
    const wired = approval({ deadline: 'PT0.3S' });
    const after = { id: 'late', kind: 'data.set', config: { values: { said: '{{ steps.ask.output.decision }}' } } };
    const run = await bench.run(
      await bench.publish({
        nodes: [...wired.nodes, after],
        edges: [...wired.edges, { from: 'ask', port: 'expired', to: 'late' }],
      }),
    );
    expect(await bench.finished(run)).toMatchObject({ status: 'succeeded', output: { said: 'expired' } });
  });

  it('says of an answer that the run did not see any more that it came too late', async () => {
    const { runId, item } = await ask({ deadline: 'PT0.5S' });
    // As if the answer had been committed between the last look of the run and its deadline.
    await bench.db.run("UPDATE inbox_items SET status = 'answered', decision = 'approved' WHERE id = ?", [item.id]);
    expect(await bench.finished(runId)).toMatchObject({ error: { code: 'WAIT_EXPIRED' } });
    expect(await inbox.get(ann.caller, item.id)).toMatchObject({ status: 'expired', decision: null });
  });

  it('keeps what was typed until the item is closed', async () => {
    const drafts = bench.get<InboxDraftsService>(InboxDraftsService);
    const schema = { type: 'object', properties: { a: { type: 'number' } } };
    const form = row({ id: 'form', kind: 'human.form', config: { title: 'x', assignees: [ann.email], schema } });
    const runId = await bench.run(await bench.publish(form));
    const { id } = (await asked(runId))[0]!;
    expect(await drafts.get(ann.caller, id)).toEqual({ values: null, comment: null, savedAt: null });
    await drafts.save(ann.caller, id, { values: { a: 'not yet a number' } });
    await drafts.save(ann.caller, id, { values: { a: 'still not' }, comment: 'c' });
    expect(await drafts.get(ann.caller, id)).toMatchObject({ values: { a: 'still not' }, comment: 'c' });
    expect(await drafts.get(bob.caller, id)).toMatchObject({ values: null });
    await expect(drafts.save(bob.caller, id, { values: {} })).rejects.toMatchObject({ code: 'INBOX_NOT_ASSIGNED' });
    await expect(drafts.get({ ...ann.caller, companyId: 'co_other' }, id)).rejects.toMatchObject({
      code: 'INBOX_ITEM_NOT_FOUND',
    });
    await inbox.answer(ann.caller, id, { values: { a: 1 } });
    expect(await drafts.get(ann.caller, id)).toMatchObject({ values: null, savedAt: null });
    await expect(drafts.save(ann.caller, id, { values: {} })).rejects.toMatchObject({ code: 'INBOX_ITEM_CLOSED' });
  });

  it('takes files of the company alone', async () => {
    const schema = {
      type: 'object',
      properties: { papers: { type: 'array', items: { type: 'string', format: 'artifact' } } },
    };
    const form = row({ id: 'form', kind: 'human.form', config: { title: 'x', assignees: ['role:operator'], schema } });
    const runId = await bench.run(await bench.publish(form));
    const { id } = (await asked(runId))[0]!;
    const store = bench.get<ArtifactStore>(ArtifactStore);
    const file = { name: 'a.txt', contentType: 'text/plain', content: 'a' };
    const ours = await store.create(bench.companyId, file, { runId: null });
    const theirs = await store.create(newId('company'), file, { runId: null });
    await expect(inbox.answer(ann.caller, id, { values: { papers: [ours.id, theirs.id] } })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      details: { issues: [{ path: 'values.papers[1]' }] },
    });
    await inbox.answer(ann.caller, id, { values: { papers: [ours.id] } });
    expect(await bench.finished(runId)).toMatchObject({ output: { papers: [ours.id] } });
  });

  it('asks no more when the item of the map that asked has been cancelled, though the run goes on', async () => {
    const definition = {
      nodes: [
        { id: 'start', kind: 'trigger.api', config: {} },
        {
          id: 'each',
          kind: 'flow.map',
          config: { items: '{{ input.items }}', concurrency: 2 },
          onError: 'branch' as const,
        },
        { id: 'route', kind: 'flow.condition', parent: 'each', config: { if: '{{ item == "bad" }}' } },
        { id: 'ask', kind: 'human.approval', parent: 'each', config: { title: 'Item?', assignees: ['role:operator'] } },
        {
          id: 'pause',
          kind: 'flow.wait',
          parent: 'each',
          config: { signal: 'now' },
        },
        { id: 'stop', kind: 'flow.stop', parent: 'each', config: { outcome: 'failed', message: 'bad item' } },
        { id: 'after', kind: 'human.approval', config: { title: 'Go on?', assignees: ['role:operator'] } },
      ],
      edges: [
        { from: 'start', to: 'each' },
        { from: 'route', port: 'true', to: 'pause' },
        { from: 'route', port: 'false', to: 'ask' },
        { from: 'pause', to: 'stop' },
        { from: 'each', port: 'error', to: 'after' },
      ],
    };
    const runId = await bench.run(await bench.publish(definition), { items: ['good', 'bad'] });
    const [first] = await asked(runId);
    expect(first).toMatchObject({ title: 'Item?', stepPath: 'each[0]/ask' });
    await bench.get(RunControlService).signal(bench.owner.caller, runId, { name: 'now' });
    await eventually(async () => {
      const { items } = await inbox.list(ann.caller, { ...open, runId });
      expect(items.map(({ title }) => title)).toEqual(['Go on?']);
    });
    expect(await inbox.get(ann.caller, first!.id)).toMatchObject({ status: 'cancelled' });
  });
});
