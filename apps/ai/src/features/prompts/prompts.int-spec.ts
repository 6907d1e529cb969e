import { newId, type PromptContent, promptContent } from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { sameEtag } from '#libs/platform/http';
import { backends, callerAs, ServiceUnderTest } from '#libs/service/testing/service-under-test';
import { eventually } from '#libs/testing';
import { aiService } from '../../app.module.js';
import { BenchRunner } from './bench-runner.js';
import { BenchRepository } from './bench.repository.js';
import { BenchesService } from './benches.service.js';
import { PromptParts } from './prompt-parts.js';
import { PromptRunning } from './prompt-running.js';
import { PromptVersionRepository } from './prompt.repository.js';
import { PromptsService } from './prompts.service.js';

const saying = (text: string): PromptContent =>
  promptContent.parse({ messages: [{ role: 'user', content: `${text} {{ name }}` }], variables: [{ name: 'name' }] });

/* The built-in rules answer; what models do is tested with the model server in prompt-bench.int-spec.ts. */
describe.each(backends)('prompts on %s', (backend) => {
  let service: ServiceUnderTest;
  let prompts: PromptsService;
  let running: PromptRunning;
  let benches: BenchesService;
  beforeAll(async () => {
    service = await ServiceUnderTest.start(aiService, backend, {}, { OPENAI_API_KEY: '', OLLAMA_BASE_URL: '' });
    prompts = service.get(PromptsService);
    running = service.get(PromptRunning);
    benches = service.get(BenchesService);
  }, 120_000);
  afterAll(() => service.stop());

  const { signal } = new AbortController();
  const create = (caller: ReturnType<typeof callerAs>, name: string, content = saying('Hello')) =>
    prompts.create(caller, { name, description: '', content });

  it('that a template brings are published, an earlier try is finished, and what is there by the name stays', async () => {
    const caller = callerAs('builder');
    const parts = service.get(PromptParts);
    const bring = (name: string) => parts.install(caller, [{ name, description: '', content: saying('Brought') }]);
    const { created } = await bring('Brought along');
    expect(await prompts.get(caller, created[0]!.id)).toMatchObject({ publishedVersion: 1, hasDraftChanges: false });
    const half = await create(caller, 'Half made', saying('Brought'));
    expect((await bring('Half made')).created).toEqual([{ kind: 'prompt', id: half.id, name: 'Half made' }]);
    expect(await prompts.get(caller, half.id)).toMatchObject({ publishedVersion: 1 });
    const own = await create(caller, 'Our own', saying('Ours'));
    for (const name of ['Half made', 'our own'])
      expect(await bring(name)).toEqual({ created: [], kept: [{ kind: 'prompt', name }] });
    expect(await prompts.get(caller, own.id)).toMatchObject({ publishedVersion: null });
  });

  it('live from draft to version and back', async () => {
    const caller = callerAs('builder');
    const { id, etag } = await create(caller, 'Greeting');
    const render = (version?: number | 'draft') =>
      running.render(caller, 'greeting', { variables: { name: 'Ann' }, version });
    await expect(render()).rejects.toMatchObject({ code: 'PROMPT_NOT_PUBLISHED' });
    expect(await prompts.publish(caller, id, 'first')).toMatchObject({ version: 1, note: 'first', current: true });
    expect(await prompts.publish(caller, id, 'again')).toMatchObject({ version: 1 });
    await expect(prompts.saveDraft(caller, id, saying('Bye'), undefined)).rejects.toMatchObject({
      code: 'PRECONDITION_REQUIRED',
    });
    const saved = await prompts.saveDraft(caller, id, saying('Bye'), etag);
    expect(saved).toMatchObject({ hasDraftChanges: true, publishedVersion: 1, problems: [] });
    expect(sameEtag(saved.etag, etag)).toBe(false);
    await expect(prompts.saveDraft(caller, id, saying('x'), etag)).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
    });
    expect((await render()).messages[0]?.content).toBe('Hello Ann');
    expect((await render('draft')).messages[0]?.content).toBe('Bye Ann');
    const both = await Promise.all([prompts.publish(caller, id, undefined), prompts.publish(caller, id, undefined)]);
    expect(both.map(({ version }) => version)).toEqual([2, 2]);
    expect((await render()).messages[0]?.content).toBe('Bye Ann');
    await prompts.rollback(caller, id, 1);
    expect(await render()).toMatchObject({ version: 1, messages: [{ content: 'Hello Ann' }] });
    expect(
      (await prompts.listVersions(caller, id, { limit: 10 })).items.map(({ version, current }) => [version, current]),
    ).toEqual([
      [2, false],
      [1, true],
    ]);
    await expect(prompts.rollback(caller, id, 9)).rejects.toMatchObject({ code: 'VERSION_NOT_FOUND' });
  });

  it('keep drafts with problems, and publish none', async () => {
    const caller = callerAs('builder');
    const broken = promptContent.parse({
      messages: [{ role: 'user', content: '{{ nme }}' }],
      variables: [{ name: 'name' }],
    });
    const { id, problems } = await create(caller, 'Broken', broken);
    expect(problems.map(({ code }) => code)).toEqual(['VARIABLE_UNKNOWN', 'VARIABLE_UNUSED']);
    await expect(prompts.publish(caller, id, undefined)).rejects.toMatchObject({
      code: 'PROMPT_INVALID',
      details: { detail: 'messages[0].content: there is no variable nme; there are name' },
    });
  });

  it('have names of their own, which are free again when they are deleted', async () => {
    const caller = callerAs('builder');
    const { id } = await create(caller, 'Mine');
    await expect(create(caller, 'mine ')).rejects.toMatchObject({ code: 'PROMPT_NAME_TAKEN' });
    const other = await create(caller, 'Other');
    await expect(prompts.rename(caller, other.id, { name: 'MINE' })).rejects.toMatchObject({
      code: 'PROMPT_NAME_TAKEN',
    });
    await prompts.delete(caller, id);
    await expect(prompts.get(caller, id)).rejects.toMatchObject({ code: 'PROMPT_NOT_FOUND' });
    expect(await prompts.rename(caller, other.id, { name: 'Mine', description: 'x' })).toMatchObject({
      name: 'Mine',
      description: 'x',
    });
    expect((await prompts.list(caller, { limit: 10, search: 'min' })).items).toHaveLength(1);
  });

  it('belong to one company', async () => {
    const caller = callerAs('builder');
    const stranger = callerAs('owner');
    const { id } = await create(caller, 'Secret');
    await prompts.publish(caller, id, undefined);
    const body = { variables: { name: 'x' } };
    for (const ask of [
      () => prompts.get(stranger, id),
      () => prompts.publish(stranger, id, undefined),
      () => prompts.listVersions(stranger, id, { limit: 1 }),
      () => prompts.version(stranger, id, 1),
      () => prompts.delete(stranger, id),
      () => running.render(stranger, id, body),
      () => running.render(stranger, 'Secret', body),
      () => benches.start(stranger, id, { models: ['default'], inputs: [{ name: 'a', variables: {} }], repeats: 1 }),
    ])
      await expect(ask()).rejects.toMatchObject({ code: 'PROMPT_NOT_FOUND' });
    const bench = await benches.start(caller, id, {
      models: ['builtin/rules'],
      inputs: [{ name: 'a', ...body }],
      repeats: 1,
    });
    for (const ask of [
      () => benches.get(stranger, bench.id),
      () => benches.cancel(stranger, bench.id),
      () => benches.cells(stranger, bench.id, { limit: 1 }),
      () => benches.export(stranger, bench.id),
    ])
      await expect(ask()).rejects.toMatchObject({ code: 'BENCH_NOT_FOUND' });
  });

  it('never change once published, and what does not have its hash is not run', async () => {
    const caller = callerAs('builder');
    const { id } = await create(caller, 'Tampered');
    await prompts.publish(caller, id, undefined);
    await expect(service.get(PromptVersionRepository).update()).rejects.toThrow('never changes');
    await service
      .get(Database)
      .run('UPDATE ai_prompt_versions SET content = ? WHERE prompt_id = ?', [JSON.stringify(saying('evil')), id]);
    await expect(running.render(caller, id, { variables: { name: 'x' } })).rejects.toMatchObject({
      code: 'PROMPT_VERSION_TAMPERED',
    });
  });

  it('run by their name, once under a key whatever is published meanwhile', async () => {
    const caller = callerAs('operator');
    const { id } = await create(caller, 'Run');
    await prompts.publish(caller, id, undefined);
    const run = () => running.run(caller, 'run', { variables: { name: 'Ann' } }, { key: newId('run'), signal });
    expect(await run()).toMatchObject({ version: 1, usage: { model: 'builtin/rules' } });
    const key = newId('run');
    const keyed = () => running.run(caller, 'run', { variables: { name: 'Ann' } }, { key, signal });
    const first = await keyed();
    await prompts.saveDraft(caller, id, saying('Bye'), '*');
    await prompts.publish(caller, id, undefined);
    expect(await keyed()).toEqual(first);
    expect(await run()).toMatchObject({ version: 2 });
  });

  const inputs = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ name: `input ${at}`, variables: { name: `Ann ${at}` } }));
  const ended = (caller: ReturnType<typeof callerAs>, id: string) =>
    eventually(
      async () => {
        const bench = await benches.get(caller, id);
        expect(bench.status).not.toBe('running');
        return bench;
      },
      { withinMs: 20_000 },
    );

  it('are measured, and what was measured is kept', async () => {
    const caller = callerAs('operator');
    const { id } = await create(caller, 'Measured');
    const started = await benches.start(caller, id, {
      models: ['builtin/rules', 'default'],
      inputs: inputs(3),
      repeats: 2,
    });
    expect(started).toMatchObject({ status: 'running', total: 12, version: null });
    expect(await ended(caller, started.id)).toMatchObject({
      status: 'finished',
      done: 12,
      columns: [
        { model: 'builtin/rules', answered: 6, failed: 0, checked: 0 },
        { model: 'default', answered: 6 },
      ],
    });
    const page = await benches.cells(caller, started.id, { limit: 5 });
    expect(page.items.map(({ input, model, repeat }) => [input, model, repeat])[3]).toEqual(['input 0', 'default', 2]);
    expect(page.nextCursor).not.toBeNull();
    expect((await benches.list(caller, id, { limit: 5 })).items).toMatchObject([{ id: started.id, done: 12 }]);
    await expect(benches.cancel(caller, started.id)).rejects.toMatchObject({ code: 'BENCH_OVER' });
    expect((await benches.export(caller, started.id)).content.split('\r\n')).toHaveLength(14);
  });

  it('are bounded: cells, benches at the same time, variables and models known before anything is paid', async () => {
    const caller = callerAs('operator');
    const { id } = await create(caller, 'Bounded');
    const start = (request: object) =>
      benches.start(caller, id, { models: ['builtin/rules'], inputs: inputs(1), repeats: 1, ...request });
    await expect(start({ models: ['a', 'b', 'c', 'd', 'e', 'f'], inputs: inputs(100) })).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      details: { limit: 'benchCells' },
    });
    await expect(start({ models: ['nobody/knows'] })).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    await expect(start({ inputs: [{ name: 'a', variables: { nme: 1 } }] })).rejects.toMatchObject({
      code: 'PROMPT_VARIABLES_INVALID',
      details: { issues: [{ path: 'inputs[0].variables.nme' }, { path: 'inputs[0].variables.name' }] },
    });
    await expect(start({ judge: { criteria: 'good' } })).rejects.toMatchObject({ code: 'MODEL_CANNOT_DO' });
    const runner = service.get(BenchRunner);
    const begin = runner.start.bind(runner);
    runner.start = () => undefined;
    try {
      for (let at = 0; at < 3; at++) await start({});
      await expect(start({})).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED', details: { limit: 'benchesRunning' } });
    } finally {
      runner.start = begin;
    }
  });

  it('go on when their process died: a bench goes on with what is missing, and is never running for ever', async () => {
    const caller = callerAs('operator');
    const { id } = await create(caller, 'Interrupted');
    const runner = service.get(BenchRunner);
    const begin = runner.start.bind(runner);
    // The process that takes it does nothing more: as if it had died.
    runner.start = () => undefined;
    const { id: benchId } = await benches.start(caller, id, {
      models: ['builtin/rules'],
      inputs: inputs(8),
      repeats: 1,
    });
    runner.start = begin;
    await runner.adopt();
    expect(await benches.get(caller, benchId)).toMatchObject({ status: 'running', done: 0 });
    await service.get(Database).run('UPDATE ai_prompt_benches SET lease_until = 1 WHERE id = ?', [benchId]);
    // Two look at once: one takes it.
    await Promise.all([runner.adopt(), runner.adopt()]);
    expect(await ended(caller, benchId)).toMatchObject({ status: 'finished', done: 8 });
    expect(await service.get(BenchRepository).cells.count(caller.companyId, { benchId })).toBe(8);
  });

  it('count a cell once, whoever measured it', async () => {
    const caller = callerAs('operator');
    const { id } = await create(caller, 'Twice');
    const bench = await benches.start(caller, id, { models: ['builtin/rules'], inputs: inputs(1), repeats: 1 });
    await ended(caller, bench.id);
    const repository = service.get(BenchRepository);
    const row = await repository.require(caller.companyId, bench.id);
    const [cell] = await repository.cells.find(caller.companyId, { where: { benchId: bench.id } });
    await repository.keep(
      row,
      { position: 0, model: 'x', input: inputs(1)[0]!, inputAt: 0, repeat: 1 },
      { ...cell!, costMicros: 5 },
    );
    expect(await benches.get(caller, bench.id)).toMatchObject({ done: 1, costMicros: 0 });
  });
});
