import { sameEtag } from '#libs/platform/http';
import { backends, callerAs } from '#libs/service/testing/service-under-test';
import { eventually } from '#libs/testing';
import type { Definition } from '#libs/workflow';
import { CompanyBench, row } from '../../testing/company-bench.js';
import { InboxService } from '../inbox/inbox.service.js';
import { CopiesService } from './copies.service.js';
import { VersionsService } from './versions.service.js';
import { VersionRepository } from './workflow.repository.js';
import { WorkflowsService } from './workflows.service.js';

const saying = (text: string, ...more: Definition['nodes']): Definition => ({
  schemaVersion: 1,
  ...row({ id: 'say', kind: 'data.set', config: { values: { text } } }, ...more),
});

describe.each(backends)('versions on %s', (backend) => {
  let bench: CompanyBench;
  let workflows: WorkflowsService;
  let versions: VersionsService;
  let copies: CopiesService;
  beforeAll(async () => {
    bench = await CompanyBench.start(backend);
    [workflows, versions, copies] = [bench.get(WorkflowsService), bench.get(VersionsService), bench.get(CopiesService)];
  });
  afterAll(() => bench.stop());

  const owner = () => bench.owner.caller;
  const save = async (id: string, definition: Definition) =>
    workflows.saveDraft(owner(), id, definition, (await workflows.get(owner(), id)).etag);
  const publish = async (id: string, definition: Definition) => {
    await save(id, definition);
    return (await workflows.publish(owner(), id, undefined)).version;
  };

  it('are compared with each other and with the draft', async () => {
    const id = await bench.publish(saying('one'), 'Compared');
    await publish(id, saying('two', { id: 'more', kind: 'data.set', config: { values: {} } }));
    await save(id, { ...saying('two'), settings: { maxParallel: 2 } });
    expect(await versions.compare(owner(), id, 1, 2)).toMatchObject({
      from: { version: 1 },
      to: { version: 2 },
      isSame: false,
      nodes: {
        added: [{ id: 'more' }],
        removed: [],
        changed: [{ id: 'say', changes: [{ path: 'config.values.text', before: 'one', after: 'two' }] }],
      },
      edges: { added: [{ from: 'say', to: 'more' }], removed: [] },
    });
    expect(await versions.compare(owner(), id, 2, 'draft')).toMatchObject({
      to: { version: null },
      nodes: { removed: [{ id: 'more' }] },
      settings: [{ path: 'settings', after: { maxParallel: 2 } }],
    });
    expect(await versions.compare(owner(), id, 'draft', 'draft')).toMatchObject({ isSame: true, isCosmetic: true });
    await expect(versions.compare(owner(), id, 1, 9)).rejects.toMatchObject({ code: 'VERSION_NOT_FOUND' });
    await expect(versions.compare(callerAs('owner'), id, 1, 2)).rejects.toMatchObject({ code: 'WORKFLOW_NOT_FOUND' });
  });

  it('become the draft again when nobody changed it meanwhile', async () => {
    const id = await bench.publish(saying('one'), 'Restored');
    await publish(id, saying('two'));
    const { etag } = await workflows.get(owner(), id);
    await expect(versions.restore(owner(), id, 1, undefined)).rejects.toMatchObject({ code: 'PRECONDITION_REQUIRED' });
    const restored = await versions.restore(owner(), id, 1, etag);
    expect(restored).toMatchObject({ publishedVersion: 2, hasDraftChanges: true, definition: saying('one') });
    expect(sameEtag(restored.etag, etag)).toBe(false);
    await expect(versions.restore(owner(), id, 1, etag)).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
  });

  it('have copies of their workflow, which are drafts', async () => {
    const id = await bench.publish(saying('one'), 'Copied');
    const copy = await copies.duplicate(owner(), id, undefined);
    expect(copy).toMatchObject({ name: 'Copied (2)', publishedVersion: null, definition: saying('one') });
    expect((await copies.duplicate(owner(), copy.id, undefined)).name).toBe('Copied (3)');
    expect((await copies.duplicate(owner(), id, 'Mine')).name).toBe('Mine');
    await expect(copies.duplicate(callerAs('owner'), id, undefined)).rejects.toMatchObject({
      code: 'WORKFLOW_NOT_FOUND',
    });
  });

  it('come back with a workflow that was deleted', async () => {
    const id = await bench.publish(saying('one'), 'Gone');
    await workflows.delete(owner(), id);
    await expect(bench.run(id)).rejects.toMatchObject({ code: 'WORKFLOW_NOT_FOUND' });
    const gone = await workflows.list(owner(), { limit: 10, search: 'Gone', deleted: 'true' });
    expect(gone.items.map((item) => item.id)).toEqual([id]);
    expect((await workflows.list(owner(), { limit: 10, search: 'Gone' })).items).toEqual([]);
    await expect(copies.restore(callerAs('owner'), id)).rejects.toMatchObject({ code: 'WORKFLOW_NOT_FOUND' });
    expect(await copies.restore(owner(), id)).toMatchObject({ publishedVersion: 1 });
    expect(await bench.finished(await bench.run(id))).toMatchObject({ status: 'succeeded', output: { text: 'one' } });
    expect(await copies.restore(owner(), id)).toMatchObject({ publishedVersion: 1 });
  });

  it('never change, and what does not have the hash of its publication does not run', async () => {
    const id = await bench.publish(saying('one'), 'Tampered');
    await expect(bench.get(VersionRepository).update()).rejects.toThrow('A version never changes');
    await expect(bench.get(VersionRepository).delete()).rejects.toThrow('A version stays');
    const evil = JSON.stringify(saying('evil'));
    await bench.db.query('UPDATE workflow_versions SET definition = ? WHERE workflow_id = ?', [evil, id]);
    const tampered = { code: 'WORKFLOW_VERSION_TAMPERED', details: { version: 1, workflowId: id } };
    await expect(bench.run(id)).rejects.toMatchObject(tampered);
    await expect(workflows.version(owner(), id, 1)).rejects.toMatchObject(tampered);
    await expect(workflows.rollback(owner(), id, 1)).rejects.toMatchObject(tampered);
    expect(await publish(id, saying('two'))).toBe(2);
    expect(await bench.finished(await bench.run(id))).toMatchObject({ output: { text: 'two' } });
  });

  it('F9: a workflow edited, published, rolled back and deleted while 200 runs wait on approvals: each ends on its own version', async () => {
    const asking = (version: string, ...more: Definition['nodes']): Definition => ({
      schemaVersion: 1,
      ...row(
        { id: 'ask', kind: 'human.approval', config: { title: `Is ${version} right?`, assignees: ['role:operator'] } },
        { id: 'say', kind: 'data.set', config: { values: { version, decision: '{{ steps.ask.output.decision }}' } } },
        ...more,
      ),
    });
    const last = { id: 'last', kind: 'data.transform', config: { value: '{{ steps.say.output.version + "!" }}' } };
    const expected = new Map<string, unknown>();
    const start = async (id: string, count: number, output: unknown) => {
      for (let i = 0; i < count; i++) expected.set(await bench.run(id), output);
    };
    const id = await bench.publish(asking('one'), 'Many wait');
    await start(id, 80, { version: 'one', decision: 'approved' });
    await publish(id, asking('two', last));
    await start(id, 60, 'two!');
    await save(id, saying('a draft that nobody publishes'));
    await workflows.rollback(owner(), id, 1);
    await start(id, 60, { version: 'one', decision: 'approved' });
    await workflows.delete(owner(), id);

    const inbox = bench.get(InboxService);
    const open = await eventually(
      async () => {
        const items: string[] = [];
        for (let cursor: string | undefined; ;) {
          const page = await inbox.list(owner(), { limit: 200, status: 'open', ...(cursor ? { cursor } : {}) });
          items.push(...page.items.filter(({ runId }) => runId !== null && expected.has(runId)).map((item) => item.id));
          if (page.nextCursor === null) break;
          cursor = page.nextCursor;
        }
        expect(items).toHaveLength(200);
        return items;
      },
      { withinMs: 60_000 },
    );
    for (const item of open) await inbox.answer(owner(), item, { decision: 'approved' });
    for (const [runId, output] of expected)
      expect(await bench.finished(runId)).toMatchObject({ status: 'succeeded', output });
  }, 120_000);
});
