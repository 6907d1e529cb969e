import type { AuditTrail, Occasion } from '#libs/platform/audit';
import { OutsideEffects } from './outside-effects.js';
import type { StepOrigin, Write } from './step-origin.js';

const origin = {
  companyId: 'co_1',
  runId: 'run_1',
  workflowId: 'wf_1',
  workflowName: 'Triage',
  startedBy: 'usr_1',
  path: 'call',
  stepName: 'Call out',
  attempt: 1,
} as StepOrigin;

function bench(answer: () => Promise<{ status: number }>) {
  const [soon, written]: Occasion[][] = [[], []];
  const writes: Write[] = [];
  const trail = {
    tellSoon: (occasion: Occasion) => void soon!.push(occasion),
    tell: (_: unknown, occasion: Occasion) => void written!.push(occasion),
  };
  const effects = new OutsideEffects(trail as unknown as AuditTrail);
  const http = effects.http({ request: answer as never }, origin, (write) => void writes.push(write));
  const commit = async () => {
    for (const write of writes) await write({} as never);
  };
  return { effects, http, soon: soon!, written: written!, writes, commit };
}
const post = { method: 'POST', url: 'https://crm.example/orders?key=canary', credential: 'crd_1', body: 'canary' };

describe('what a step does outside', () => {
  it('is told in the commit of its outcome: the run, the host, no path, query or body', async () => {
    const { http, soon, written, commit } = bench(() => Promise.resolve({ status: 201 }));
    await http.request(post);
    expect([soon, written]).toEqual([[], []]);
    await commit();
    expect(written).toEqual([
      expect.objectContaining({
        action: 'effect.called',
        actor: { type: 'run', id: 'run_1', userId: 'usr_1' },
        target: { type: 'host', id: 'crm.example', label: 'crm.example' },
        facts: expect.objectContaining({ method: 'POST', status: 201, credentialId: 'crd_1', step: 'call' }) as unknown,
      }),
    ]);
    expect(JSON.stringify(written)).not.toContain('canary');
  });

  it('is told at once when the step may have no outcome to be written with', async () => {
    const refused = bench(() => Promise.resolve({ status: 503 }));
    await refused.http.request(post);
    expect(refused.soon).toMatchObject([{ action: 'effect.called', facts: { status: 503 } }]);
    expect(refused.writes).toEqual([]);
    const broken = bench(() => Promise.reject(new Error('hung up')));
    await expect(broken.http.request(post)).rejects.toThrow('hung up');
    expect(broken.soon).toMatchObject([{ action: 'effect.failed' }]);
  });

  it('is nothing where it only asks', async () => {
    const { http, soon, writes } = bench(() => Promise.resolve({ status: 200 }));
    await http.request({ ...post, method: 'get' });
    expect([soon, writes]).toEqual([[], []]);
  });

  it('names whom a message went to', async () => {
    const { effects, written, writes, commit } = bench(() => Promise.resolve({ status: 200 }));
    const send = () => Promise.resolve({ deliveryIds: ['dlv_1'], warnings: [] });
    const notify = effects.notifications({ send }, origin, (write) => void writes.push(write));
    await notify.send({ channel: 'email', to: ['a@b.example'], text: 'canary' });
    await commit();
    expect(written).toMatchObject([
      { action: 'effect.sent', target: { id: 'email', label: 'a@b.example' }, facts: { deliveries: ['dlv_1'] } },
    ]);
    expect(JSON.stringify(written)).not.toContain('canary');
  });
});
