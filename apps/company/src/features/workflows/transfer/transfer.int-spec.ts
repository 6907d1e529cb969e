import { type AppError, type Caller } from '#libs/contracts';
import { backends, callerAs } from '#libs/service/testing/service-under-test';
import type { Definition } from '#libs/workflow';
import { CompanyBench, row } from '../../../testing/company-bench.js';
import { WorkflowsService } from '../workflows.service.js';
import { ExportService, type ExportFormat } from './export.service.js';
import { ImportService } from './import.service.js';

const definition: Definition = {
  schemaVersion: 1,
  ...row({
    id: 'say',
    kind: 'data.set',
    config: { values: { text: '  no\n\n- {{ input.x }} \u2028', when: '2001-12-14' } },
  }),
};

describe.each(backends)('documents on %s', (backend) => {
  let bench: CompanyBench;
  let workflows: WorkflowsService;
  let imports: ImportService;
  beforeAll(async () => {
    bench = await CompanyBench.start(backend);
    workflows = bench.get(WorkflowsService);
    imports = bench.get(ImportService);
  });
  afterAll(() => bench.stop());

  const owner = (): Caller => bench.owner.caller;
  const exported = async (id: string, format: ExportFormat, version?: number) =>
    (await bench.get(ExportService).export(owner(), id, format, version)).content as string;
  const keep = { onNameTaken: 'keep' as const };

  it.each(['yaml', 'json'] as const)('come back byte for byte as %s', async (format) => {
    const request = { name: 'Réponses: no', description: 'two\nlines', definition };
    const { id } = await workflows.create(owner(), request);
    const text = await exported(id, format);
    const copy = await imports.import(owner(), text, keep);
    expect(copy).toMatchObject({ description: 'two\nlines', import: { format: 'workflow', created: [], missing: [] } });
    expect(await exported(copy.id, format)).toBe(text);
    const wrapped = await imports.import(owner(), { document: text }, keep);
    expect(await exported(wrapped.id, format)).toBe(text);
  });

  it('are of a version as well as of the draft', async () => {
    const id = await bench.publish(definition, 'Versioned');
    const { etag } = await workflows.get(owner(), id);
    await workflows.saveDraft(owner(), id, { ...definition, nodes: definition.nodes.slice(0, 1), edges: [] }, etag);
    expect(await exported(id, 'yaml', 1)).toContain('data.set');
    expect(await exported(id, 'yaml')).not.toContain('data.set');
    await expect(exported(id, 'yaml', 9)).rejects.toMatchObject({ code: 'VERSION_NOT_FOUND' });
    const stranger = bench.get(ExportService).export(callerAs('owner'), id, 'yaml', undefined);
    await expect(stranger).rejects.toMatchObject({ code: 'WORKFLOW_NOT_FOUND' });
  });

  it('A12: become drafts and nothing else', async () => {
    const { id, ...copy } = await imports.import(owner(), { ...definition }, { ...keep, name: 'Bare' });
    expect(copy).toMatchObject({ name: 'Bare', publishedVersion: null, import: { format: 'definition' } });
    await expect(bench.run(id)).rejects.toMatchObject({ code: 'WORKFLOW_NOT_PUBLISHED' });
  });

  it('A12: name what is not here, and that is told', async () => {
    const elsewhere: Definition = {
      schemaVersion: 1,
      ...row(
        { id: 'ask', kind: 'agent.task', config: { agent: 'Stranger', goal: 'x' } },
        { id: 'call', kind: 'tool.call', config: { tool: 'teleport', input: {} } },
        { id: 'sum', kind: 'tool.call', config: { tool: 'calculator', input: {} } },
        { id: 'sub', kind: 'flow.subworkflow', config: { workflow: 'Nowhere' } },
        { id: 'get', kind: 'http.request', config: { url: 'https://x.example', credential: 'crd_elsewhere' } },
        { id: 'late', kind: 'agent.task', config: { agent: '{{ input.agent }}', goal: 'x' } },
      ),
    };
    const codes = ['AGENT_UNKNOWN', 'TOOL_UNKNOWN', 'WORKFLOW_UNKNOWN', 'CREDENTIAL_UNKNOWN'];
    const {
      id,
      problems,
      import: report,
    } = await imports.import(owner(), { name: 'Far', definition: elsewhere }, keep);
    expect(problems.map(({ code }) => code)).toEqual(codes);
    expect(report.missing.map(({ type, path }) => `${type} ${path}`)).toEqual([
      'agent definition.nodes[1].config.agent',
      'tool definition.nodes[2].config.tool',
      'workflow definition.nodes[4].config.workflow',
      'credential definition.nodes[5].config.credential',
    ]);
    const told = await workflows.validate(owner(), elsewhere);
    expect(told.problems.map(({ code, severity }) => `${severity} ${code}`)).toEqual(
      codes.map((code) => `${code === 'CREDENTIAL_UNKNOWN' ? 'error' : 'warning'} ${code}`),
    );
    await expect(workflows.publish(owner(), id, undefined)).rejects.toMatchObject({ code: 'CREDENTIAL_NOT_FOUND' });
  });

  it('keep their name, take a free one, or are refused when it is taken', async () => {
    const document = { name: 'Taken', definition };
    await imports.import(owner(), document, keep);
    expect(await imports.import(owner(), document, keep)).toMatchObject({
      name: 'Taken',
      import: { notes: [{ code: 'NAME_TAKEN' }] },
    });
    const rename = { onNameTaken: 'rename' as const };
    expect((await imports.import(owner(), document, rename)).name).toBe('Taken (2)');
    expect((await imports.import(owner(), document, rename)).name).toBe('Taken (3)');
    const refused = imports.import(owner(), document, { onNameTaken: 'refuse' });
    await expect(refused).rejects.toMatchObject({ code: 'WORKFLOW_NAME_TAKEN' });
  });

  describe('of a process', () => {
    const process = {
      process_id: 'p1',
      name: 'Market report',
      description: 'Two look, one writes',
      tasks: [
        {
          id: 'u1',
          name: 'Look at prices',
          dependencies: [],
          agent: { id: 'a1', name: 'Analyst', model: { id: 'v/m' } },
        },
        {
          id: 'u2',
          name: 'Look at news',
          dependencies: [],
          agent: { id: 'a1', name: 'Analyst', model: { id: 'v/m' } },
        },
        {
          id: 'u3',
          name: 'Write it up',
          dependencies: [{ task_id: 'u1' }, { task_id: 'u2' }],
          agent: { id: 'a2', name: 'Writer', model: { id: 'v/w' }, tools: [{ id: 't', name: 'teleport' }] },
        },
        { id: 'u4', name: 'Tell everybody', dependencies: [{ task_id: 'u3' }] },
      ],
    };

    it('become workflows of agents, with an account of who was found, created, missing', async () => {
      bench.agents.staff.add('Writer');
      const { definition: made, ...workflow } = await imports.import(owner(), process, keep);
      expect(workflow).toMatchObject({
        name: 'Market report',
        description: 'Two look, one writes',
        problems: [],
        import: {
          format: 'process',
          created: [
            { type: 'agent', name: 'Analyst', path: 'tasks[0].agent' },
            { type: 'agent', name: 'General assistant', path: 'tasks[3]' },
          ],
          matched: [{ type: 'agent', name: 'Writer', path: 'tasks[2].agent' }],
          missing: [{ type: 'tool', name: 'teleport', path: 'tasks[2].agent.tools[0]' }],
        },
      });
      expect(made.nodes.map(({ config }) => config['agent'])).toEqual([
        undefined,
        'Analyst',
        'Analyst',
        'Writer',
        'General assistant',
      ]);
      expect(bench.agents.wished).toHaveLength(3);
      await workflows.publish(owner(), workflow.id, undefined);
      const run = await bench.run(workflow.id, { market: 'tea' });
      const started = await bench.started(2);
      expect(started.map(({ goal, agent, input }) => [goal, agent, input])).toEqual(
        expect.arrayContaining([
          ['Look at prices', 'Analyst', { market: 'tea' }],
          ['Look at news', 'Analyst', { market: 'tea' }],
        ]),
      );
      expect(run).toMatch(/^run_/);
    });

    it('create nothing when something is wrong with them', async () => {
      bench.agents.wished.length = 0;
      const tasks = [{ ...process.tasks[0], dependencies: [{ task_id: 'u4' }] }, ...process.tasks.slice(1)];
      const error = (await imports
        .import(owner(), { ...process, tasks }, keep)
        .catch((thrown: unknown) => thrown)) as AppError;
      expect(error).toMatchObject({ code: 'DOCUMENT_INVALID', details: { issues: [{ code: 'CYCLE' }] } });
      expect(error.message).toContain('these tasks wait for each other: ');
      await expect(imports.import(owner(), { tasks: [{}] }, keep)).rejects.toMatchObject({
        details: { issues: [{ path: 'tasks[0].id' }] },
      });
      expect(bench.agents.wished).toEqual([]);
    });
  });
});
