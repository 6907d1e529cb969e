import { newId, toolAccessRpc, type Caller } from '#libs/contracts';
import { Blobs } from '#libs/platform/blobs';
import { backends, callerAs } from '#libs/service/testing/service-under-test';
import { CompanyBench } from '../../testing/company-bench.js';
import { ArtifactStore, blobKeyOf } from './artifact-store.js';
import { toolFileLimits } from './tool-files.js';

describe.each(backends)('files of tools on %s', (backend) => {
  let bench: CompanyBench;
  let caller: Caller;
  beforeAll(async () => {
    bench = await CompanyBench.start(backend);
    caller = callerAs('operator', bench.companyId);
  });
  afterAll(() => bench.stop());
  afterEach(() => Object.assign(toolFileLimits, limits));
  const limits = { ...toolFileLimits };

  const rpc = () => bench.service.rpc;
  async function record(key: string, { text = 'hello', by = caller, ...more }: Record<string, unknown> = {}) {
    const id = newId('artifact');
    const blobKey = blobKeyOf((by as Caller).companyId, id);
    await bench.get<Blobs>(Blobs).put(blobKey, text as string, { contentType: 'text/plain' });
    const facts = { id, name: 'note.txt', contentType: 'text/plain', bytes: 0, blobKey, key, ...more };
    const { file } = await rpc().call(toolAccessRpc.recordFile, facts, { caller: by as Caller });
    return { file, blobKey };
  }

  it('are written down once under a key, with what lies there', async () => {
    const taskId = newId('task');
    const { file, blobKey } = await record('once', { taskId });
    expect(file).toMatchObject({ name: 'note.txt', bytes: 5, blobKey });
    const again = await record('once', { taskId, text: 'other' });
    expect(again.file).toEqual(file);
    expect(await bench.get<Blobs>(Blobs).head(again.blobKey)).toBeUndefined();
    expect(await bench.get<Blobs>(Blobs).head(blobKey)).toBeDefined();
    const { items } = await bench.get(ArtifactStore).list(bench.companyId, { limit: 10, taskId });
    expect(items).toMatchObject([{ id: file.id, taskId, bytes: 5 }]);
  });

  it('A1: belong to one company: neither read, nor listed, nor written into another', async () => {
    const { file, blobKey } = await record('mine');
    const stranger = callerAs('operator');
    const refused = { code: 'ARTIFACT_NOT_FOUND' };
    await expect(rpc().call(toolAccessRpc.file, { id: file.id }, { caller: stranger })).rejects.toMatchObject(refused);
    expect(await rpc().call(toolAccessRpc.files, { limit: 10 }, { caller: stranger })).toEqual({ files: [] });
    await expect(
      rpc().call(toolAccessRpc.recordFile, { ...file, key: 'theirs', blobKey }, { caller: stranger }),
    ).rejects.toMatchObject(refused);
    const id = newId('artifact');
    const elsewhere = { ...file, id, key: 'crooked', blobKey: `${blobKeyOf(bench.companyId, id)}/../x` };
    await expect(rpc().call(toolAccessRpc.recordFile, elsewhere, { caller })).rejects.toMatchObject(refused);
  });

  it('are found by name, the newest first, of a task or of all', async () => {
    const taskId = newId('task');
    const first = await record('n1', { name: 'plan.md', taskId });
    const second = await record('n2', { name: 'plan.md' });
    const all = await rpc().call(toolAccessRpc.files, { name: 'plan.md', limit: 10 }, { caller });
    expect(all.files.map(({ id }) => id)).toEqual([second.file.id, first.file.id]);
    const own = await rpc().call(toolAccessRpc.files, { name: 'plan.md', taskId, limit: 10 }, { caller });
    expect(own.files.map(({ id }) => id)).toEqual([first.file.id]);
  });

  it('are bounded in number and bytes, of a task and of the company', async () => {
    const taskId = newId('task');
    Object.assign(toolFileLimits, { files: 2, taskBytes: 8, companyBytes: 1000 });
    await record('b1', { taskId });
    await expect(record('b2', { taskId })).rejects.toMatchObject({ details: { limit: 'task.fileBytes' } });
    await record('b3', { taskId, text: 'abc' });
    await expect(record('b4', { taskId, text: '' })).rejects.toMatchObject({ details: { limit: 'task.files' } });
    Object.assign(toolFileLimits, { companyBytes: 12 });
    await expect(record('b5', { taskId: newId('task') })).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      details: { limit: 'company.fileBytes' },
    });
  });

  it('are read by whoever may read files, and written by whoever may write them', async () => {
    const viewer = callerAs('viewer', bench.companyId);
    await expect(record('viewer', { by: viewer })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(rpc().call(toolAccessRpc.files, { limit: 1 }, { caller: viewer })).resolves.toBeDefined();
  });
});
