import { type AppError, newId } from '#libs/contracts';
import { backends, callerAs } from '#libs/service/testing/service-under-test';
import type { Definition } from '#libs/workflow';
import { CompanyBench, row } from '../../testing/company-bench.js';
import { WorkflowsService } from './workflows.service.js';

const definition = (text: string): Definition => ({
  schemaVersion: 1,
  ...row({ id: 'say', kind: 'data.set', config: { values: { text } } }),
});
const codes = (results: PromiseSettledResult<unknown>[]) =>
  results.map((each) => (each.status === 'fulfilled' ? 'done' : (each.reason as AppError).code)).sort();

describe.each(backends)('workflows on %s', (backend) => {
  let bench: CompanyBench;
  let workflows: WorkflowsService;
  beforeAll(async () => {
    bench = await CompanyBench.start(backend);
    workflows = bench.get(WorkflowsService);
  });
  afterAll(() => bench.stop());

  const create = (name = 'Triage') => workflows.create(bench.owner.caller, { name, definition: definition('one') });

  it('two who publish at once get one version', async () => {
    const { caller } = bench.owner;
    const { id } = await create();
    const published = await Promise.all([1, 2, 3].map(() => workflows.publish(caller, id, 'at once')));
    expect(published.map(({ version }) => version)).toEqual([1, 1, 1]);
    const { items } = await workflows.listVersions(caller, id, { limit: 10 });
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ version: 1, current: true, note: 'at once', publishedBy: caller.userId });
    expect(items[0]).not.toHaveProperty('definition');
  });

  it('of two who save over the same draft one is told', async () => {
    const { caller } = bench.owner;
    const { id, etag } = await create();
    const saves = await Promise.allSettled(
      ['two', 'three'].map((text) => workflows.saveDraft(caller, id, definition(text), etag)),
    );
    expect(codes(saves)).toEqual(['PRECONDITION_FAILED', 'done']);
    const refused = saves.find((each) => each.status === 'rejected')!.reason as AppError;
    const now = await workflows.get(caller, id);
    expect(refused.details['etag']).toBe(now.etag);
    expect(now.hasDraftChanges).toBe(true);
    await expect(workflows.saveDraft(caller, id, definition('four'), undefined)).rejects.toMatchObject({
      code: 'PRECONDITION_REQUIRED',
    });
    await expect(workflows.saveDraft(caller, id, definition('four'), `W/${now.etag}`)).resolves.toMatchObject({ id });
    await expect(workflows.saveDraft(caller, id, definition('five'), '*')).resolves.toMatchObject({ id });
  });

  it('rolls back to an older version, and goes on from the newest number', async () => {
    const { caller } = bench.owner;
    const { id } = await create();
    await workflows.publish(caller, id, undefined);
    await workflows.saveDraft(caller, id, definition('two'), '*');
    await workflows.publish(caller, id, undefined);
    await expect(workflows.rollback(caller, id, 9)).rejects.toMatchObject({ code: 'VERSION_NOT_FOUND' });
    expect(await workflows.rollback(caller, id, 1)).toMatchObject({ version: 1, current: true });
    expect(await workflows.get(caller, id)).toMatchObject({ publishedVersion: 1, hasDraftChanges: true });
    expect(await workflows.publish(caller, id, undefined)).toMatchObject({ version: 3 });
    expect((await workflows.version(caller, id, 1)).definition).toEqual(definition('one'));
  });

  it('finds names by their words, in which % and _ mean themselves', async () => {
    const { caller } = bench.owner;
    for (const name of ['100% Ärger', '100 Ärger', 'a_b', 'aXb', 'A!b']) await create(name);
    const found = async (search: string) =>
      (await workflows.list(caller, { limit: 50, search })).items.map(({ name }) => name).sort();
    expect(await found('100%')).toEqual(['100% Ärger']);
    expect(await found('A_B')).toEqual(['a_b']);
    expect(await found('!b')).toEqual(['A!b']);
    expect(await found('Ärger')).toEqual(['100 Ärger', '100% Ärger']);
    expect(await found("' OR 1=1 --")).toEqual([]);
  });

  it('pages through lists, newest change first', async () => {
    const other = { ...bench.owner.caller, companyId: newId('company') };
    const names = ['a', 'b', 'c', 'd', 'e'];
    for (const name of names) await workflows.create(other, { name, definition: definition('x') });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await workflows.list(other, { limit: 2, cursor });
      seen.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual([...names].reverse());
  });

  it('refuses to publish what cannot run, schemas included', async () => {
    const { caller } = bench.owner;
    const hostile: Definition = {
      ...definition('x'),
      inputs: { type: 'object', properties: { a: { type: 'string', pattern: '(x+x+)+y' } } },
      nodes: [
        ...definition('x').nodes,
        {
          id: 'form',
          kind: 'human.form',
          config: { title: 'x', assignees: ['role:owner'], schema: { type: 'object', $ref: 'https://a.example/b' } },
        },
      ],
      edges: [...definition('x').edges, { from: 'say', to: 'form' }],
    };
    const { id, problems } = await workflows.create(caller, { name: 'Hostile', definition: hostile });
    expect(problems.filter(({ code }) => code === 'SCHEMA_INVALID')).toMatchObject([
      { path: 'inputs' },
      { path: 'nodes[2].config.schema', node: 'form' },
    ]);
    await expect(workflows.publish(caller, id, undefined)).rejects.toMatchObject({ code: 'WORKFLOW_INVALID' });
  });

  it('shows nothing to other companies, and nothing that is deleted', async () => {
    const { caller } = bench.owner;
    const { id } = await create();
    const stranger = callerAs('owner');
    await expect(workflows.get(stranger, id)).rejects.toMatchObject({ code: 'WORKFLOW_NOT_FOUND' });
    await expect(workflows.delete(stranger, id)).rejects.toMatchObject({ code: 'WORKFLOW_NOT_FOUND' });
    await workflows.delete(caller, id);
    await expect(workflows.get(caller, id)).rejects.toMatchObject({ code: 'WORKFLOW_NOT_FOUND' });
  });
});
