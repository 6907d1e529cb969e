import { newId, toolAccessRpc, type Caller } from '#libs/contracts';
import { credentialOwner, openCredential } from '#libs/platform/outbound';
import { Vault } from '#libs/platform/vault';
import { backends, callerAs } from '#libs/service/testing/service-under-test';
import { limits } from '#libs/workflow';
import { CompanyBench, row } from '../../testing/company-bench.js';
import { CredentialsService } from '../credentials/credentials.service.js';
import { RunRepository } from './run.repository.js';

describe.each(backends)('what tools of agents get of the company, on %s', (backend) => {
  let bench: CompanyBench;
  let caller: Caller;
  beforeAll(async () => {
    bench = await CompanyBench.start(backend);
    caller = callerAs('operator', bench.companyId, bench.owner.caller.userId);
  });
  afterAll(() => bench.stop());
  const rpc = () => bench.service.rpc;
  const start = (request: object, by = caller) =>
    rpc().call(toolAccessRpc.startRun, { key: 'k', workflow: 'w', input: {}, ...request }, { caller: by });
  const stand = (id: string, by = caller) => rpc().call(toolAccessRpc.runStand, { id, waitMs: 10_000 }, { caller: by });

  describe('runs', () => {
    beforeAll(async () => {
      const answer = { id: 'answer', kind: 'data.set', config: { values: { got: '{{ input.n }}' } } };
      const inputs = { type: 'object' as const, required: ['n'], properties: { n: { type: 'number' as const } } };
      await bench.publish({ inputs, ...row(answer) }, 'Echo');
      await bench.publish(row({ id: 'end', kind: 'flow.stop', config: { outcome: 'failed', message: 'no' } }), 'Fails');
      await bench.publish(row({ id: 'rest', kind: 'flow.wait', config: { for: 'PT1H' } }), 'Waits');
    });

    it('start by name, once under a key, and give their output', async () => {
      const { runId } = await start({ key: 'echo', workflow: 'Echo', input: { n: 7 } });
      expect(await stand(runId)).toEqual({
        runId,
        status: 'succeeded',
        output: { got: 7 },
        error: null,
      });
      expect((await start({ key: 'echo', workflow: 'Echo', input: { n: 8 } })).runId).toBe(runId);
    });

    it('tell why they failed, and how they stand while they wait', async () => {
      const failed = await start({ key: 'fails', workflow: 'Fails' });
      expect(await stand(failed.runId)).toMatchObject({ status: 'failed', error: { message: 'no' } });
      const waits = await start({ key: 'waits', workflow: 'Waits' });
      const asked = rpc().call(toolAccessRpc.runStand, { id: waits.runId, waitMs: 300 }, { caller });
      expect(await asked).toMatchObject({ status: 'waiting', error: null });
    });

    it.each([
      [{ workflow: 'Nobody' }, 'WORKFLOW_NOT_FOUND'],
      [{ workflow: 'Echo', input: { n: 'seven' } }, 'RUN_INPUT_INVALID'],
    ])('refuse %j with %s', async (request, code) => {
      await expect(start({ key: newId('task'), ...request })).rejects.toMatchObject({ code });
    });

    it('A1: are no run of another company', async () => {
      const stranger = callerAs('operator');
      await expect(start({ key: 'x', workflow: 'Echo', input: { n: 1 } }, stranger)).rejects.toMatchObject({
        code: 'WORKFLOW_NOT_FOUND',
      });
      const { runId } = await start({ key: 'a1', workflow: 'Echo', input: { n: 1 } });
      await expect(stand(runId, stranger)).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });
      await expect(start({ key: 'a2' }, callerAs('viewer', bench.companyId))).rejects.toMatchObject({
        code: 'FORBIDDEN',
      });
    });

    it('lead to each other only so often', async () => {
      let from: string | undefined;
      for (let i = 0; i <= limits.nestedRuns; i++) {
        const { runId } = await start({ key: `chain${i}`, workflow: 'Echo', input: { n: i }, from });
        expect((await bench.get(RunRepository).require(bench.companyId, runId)).chain).toBe(i);
        from = runId;
      }
      await expect(start({ key: 'too far', workflow: 'Echo', input: { n: 0 }, from })).rejects.toMatchObject({
        code: 'LIMIT_EXCEEDED',
        details: { limit: 'nestedRuns' },
      });
    });
  });

  it('credentials come sealed, and open under their own company alone', async () => {
    const token = 'tok_canary_4711';
    const given = { kind: 'bearer' as const, name: 'API', token, allowedHosts: ['api.example.com'] };
    const { id } = await bench.get(CredentialsService).create(bench.owner.caller, given);
    const sealed = await rpc().call(toolAccessRpc.sealedCredential, { id }, { caller });
    expect(JSON.stringify(sealed)).not.toContain(token);
    const vault = bench.get(Vault);
    expect((await openCredential(vault, sealed)).secrets).toEqual({ kind: 'bearer', token });
    const other = callerAs('operator');
    await expect(vault.open(sealed.sealed, credentialOwner(other.companyId, id))).rejects.toMatchObject({
      code: 'SECRET_UNREADABLE',
    });
    await expect(rpc().call(toolAccessRpc.sealedCredential, { id }, { caller: other })).rejects.toMatchObject({
      code: 'CREDENTIAL_NOT_FOUND',
    });
  });
});
