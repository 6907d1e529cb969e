import { type AppError, type InboxItem } from '#libs/contracts';
import { backends } from '#libs/service/testing/service-under-test';
import { eventually } from '#libs/testing';
import { CompanyBench, row, type Person } from '../../testing/company-bench.js';
import { RunControlService } from '../runs/run-control.service.js';
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
    const forAnn = await bench.publish(approval({ assignees: [ann.email.toUpperCase()], quorum: 2 }));
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
