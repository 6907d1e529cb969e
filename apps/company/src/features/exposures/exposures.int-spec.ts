import { exposureRpc, newId } from '#libs/contracts';
import { backends, callerAs } from '#libs/service/testing/service-under-test';
import { CompanyBench, row } from '../../testing/company-bench.js';
import { WorkflowsService } from '../workflows/workflows.service.js';
import { WorkflowExposures } from './workflow-exposures.service.js';

const inputs = { type: 'object', required: ['name'], properties: { name: { type: 'string' } } } as const;
const greeting = {
  inputs,
  ...row({ id: 'say', kind: 'data.set', config: { values: { text: '{{ "Hello " + input.name }}' } } }),
};

describe.each(backends)('workflows for programs outside, on %s', (backend) => {
  let bench: CompanyBench;
  let exposures: WorkflowExposures;
  beforeAll(async () => {
    bench = await CompanyBench.start(backend);
    exposures = bench.get(WorkflowExposures);
  });
  afterAll(() => bench.stop());

  const owner = () => bench.owner.caller;
  const rpc = () => bench.service.rpc;
  const offered = async (caller = owner()) => (await rpc().call(exposureRpc.exposedWorkflows, {}, { caller })).items;
  const start = (workflowId: string, input: unknown, key: string, caller = owner()) =>
    rpc().call(exposureRpc.startExposed, { workflowId, input, key }, { caller });

  it('are those that opted in, and keep the name of their tool', async () => {
    const id = await bench.publish(greeting, 'Grüße an alle!');
    expect(await exposures.get(owner(), id)).toEqual({ workflowId: id, mcp: false, tool: null, description: '' });
    expect(await exposures.set(owner(), id, { mcp: true })).toMatchObject({
      mcp: true,
      tool: 'workflow_gru_e_an_alle',
    });
    await bench.get(WorkflowsService).rename(owner(), id, { name: 'Other' });
    expect(await offered()).toEqual([
      { id, tool: 'workflow_gru_e_an_alle', title: 'Other', description: 'Runs the workflow "Other"', inputs },
    ]);
    await exposures.set(owner(), id, { mcp: true, description: 'Says hello' });
    expect((await offered())[0]).toMatchObject({ tool: 'workflow_gru_e_an_alle', description: 'Says hello' });
    await exposures.set(owner(), id, { mcp: false });
    expect(await offered()).toEqual([]);
    expect(await exposures.get(owner(), id)).toMatchObject({ mcp: false, tool: 'workflow_gru_e_an_alle' });
  });

  it('are listed with their names, those that were taken back too, without deleted ones and those of others', async () => {
    const kept = await bench.publish(greeting, 'Listed');
    const gone = await bench.publish(greeting, 'Deleted');
    await exposures.set(owner(), kept, { mcp: false });
    await exposures.set(owner(), gone, { mcp: true });
    await bench.get(WorkflowsService).delete(owner(), gone);
    const { items } = await exposures.list(owner(), { limit: 200 });
    expect(items).toContainEqual({
      workflowId: kept,
      mcp: false,
      tool: 'workflow_listed',
      description: '',
      name: 'Listed',
      ready: true,
    });
    expect(items.map(({ workflowId }) => workflowId)).not.toContain(gone);
    expect((await exposures.list(callerAs('owner'), { limit: 200 })).items).toEqual([]);
  });

  it('have names of their own', async () => {
    const [one, other, third] = [
      await bench.publish(greeting, 'Twin'),
      await bench.publish(greeting, 'Twin'),
      await bench.publish(greeting, 'Third'),
    ];
    expect((await exposures.set(owner(), one, { mcp: false })).tool).toBe('workflow_twin');
    expect((await exposures.set(owner(), other, { mcp: false })).tool).toBe('workflow_twin_2');
    await expect(exposures.set(owner(), third, { mcp: true, tool: 'twin' })).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { issues: [{ path: 'tool' }] },
    });
    expect((await exposures.set(owner(), third, { mcp: false, tool: 'third_one' })).tool).toBe('workflow_third_one');
  });

  it('are left out while they are not published, and once they are deleted', async () => {
    const workflows = bench.get(WorkflowsService);
    const draft = await workflows.create(owner(), { name: 'Draft', definition: { schemaVersion: 1, ...greeting } });
    await exposures.set(owner(), draft.id, { mcp: true });
    expect(await offered()).toEqual([]);
    await workflows.publish(owner(), draft.id, undefined);
    expect((await offered()).map(({ tool }) => tool)).toEqual(['workflow_draft']);
    await workflows.delete(owner(), draft.id);
    expect(await offered()).toEqual([]);
  });

  it('run when they are offered, once for each key, and are waited for', async () => {
    const id = await bench.publish(greeting, 'Runs');
    await expect(start(id, { name: 'Ada' }, 'k1')).rejects.toMatchObject({ code: 'WORKFLOW_NOT_FOUND' });
    await exposures.set(owner(), id, { mcp: true });
    const { runId } = await start(id, { name: 'Ada' }, 'k1');
    expect(await start(id, { name: 'Ada' }, 'k1')).toEqual({ runId });
    await expect(start(id, {}, 'k2')).rejects.toMatchObject({ code: 'RUN_INPUT_INVALID' });
    await bench.finished(runId);
    const asked = { runId, seen: 100, waitMs: 5000 };
    expect(await rpc().call(exposureRpc.runProgress, asked, { caller: owner() })).toMatchObject({
      status: 'succeeded',
      output: { text: 'Hello Ada' },
      error: null,
    });
    expect(await rpc().call(exposureRpc.cancelExposed, { runId }, { caller: owner() })).toEqual({
      status: 'succeeded',
    });
  });

  it('tell of each step that ends, and are cancelled', async () => {
    const steps = row(
      { id: 'one', kind: 'data.set', config: { values: {} } },
      { id: 'hold', kind: 'flow.wait', config: { signal: 'never' } },
    );
    const id = await bench.publish(steps, 'Holds');
    await exposures.set(owner(), id, { mcp: true });
    const { runId } = await start(id, {}, 'k3');
    const caller = owner();
    const first = await rpc().call(exposureRpc.runProgress, { runId, seen: 0, waitMs: 10_000 }, { caller });
    expect(first.done).toBeGreaterThan(0);
    const still = await rpc().call(exposureRpc.runProgress, { runId, seen: 100, waitMs: 300 }, { caller });
    expect(still).toMatchObject({ status: 'waiting', output: null });
    expect((await rpc().call(exposureRpc.cancelExposed, { runId, reason: 'enough' }, { caller })).status).toBe(
      'cancelled',
    );
  });

  it('are of one company: another offers, starts, sees and cancels none of them', async () => {
    const id = await bench.publish(greeting, 'Mine');
    await exposures.set(owner(), id, { mcp: true });
    const { runId } = await start(id, { name: 'Ada' }, 'k4');
    const caller = callerAs('owner', newId('company'));
    expect(await offered(caller)).toEqual([]);
    await expect(start(id, { name: 'x' }, 'k5', caller)).rejects.toMatchObject({ code: 'WORKFLOW_NOT_FOUND' });
    const asked = { runId, seen: -1, waitMs: 0 };
    await expect(rpc().call(exposureRpc.runProgress, asked, { caller })).rejects.toMatchObject({
      code: 'RUN_NOT_FOUND',
    });
    await expect(rpc().call(exposureRpc.cancelExposed, { runId }, { caller })).rejects.toMatchObject({
      code: 'RUN_NOT_FOUND',
    });
    await expect(exposures.set(caller, id, { mcp: true })).rejects.toMatchObject({ code: 'WORKFLOW_NOT_FOUND' });
  });
});
