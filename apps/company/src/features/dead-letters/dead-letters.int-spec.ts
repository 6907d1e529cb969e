import { newId, notificationsRpc, agentEvents } from '#libs/contracts';
import { Durable } from '#libs/durable';
import type { Tx } from '#libs/platform/database';
import { EventDeadLetters } from '#libs/platform/events';
import { backends } from '#libs/service/testing/service-under-test';
import { eventually } from '#libs/testing';
import { CompanyBench, row } from '../../testing/company-bench.js';
import { TaskFinishedConsumer } from '../runs/agent-replies.js';
import { RunControlService } from '../runs/run-control.service.js';
import { StepIsolation } from '../runs/isolated/step-isolation.js';
import { RunsService } from '../runs/runs.service.js';
import { DeadLettersService } from './dead-letters.service.js';
import { EventLetters } from './event-letters.js';

const loader = ['--import', './scripts/ts.mjs'];
const transforming = row(
  { id: 'wait', kind: 'flow.wait', config: { signal: 'go' } },
  { id: 'turn', kind: 'data.transform', config: { value: '{{ input.text }}' } },
  { id: 'tell', kind: 'notify.message', config: { to: ['role:owner'], text: '{{ steps.turn.output }}' } },
);

describe.each(backends)('dead letters on %s', (backend) => {
  let bench: CompanyBench;
  let letters: DeadLettersService;
  const open = { limit: 50, status: 'open' as const };

  beforeAll(async () => {
    bench = await CompanyBench.start(backend);
    letters = bench.get(DeadLettersService);
  });
  afterAll(() => bench.stop());
  afterEach(() => bench.db.run('DELETE FROM dead_letters'));

  const listed = async (more: object = {}) => (await letters.list(bench.owner.caller, { ...open, ...more })).items;
  /** A run as a worker leaves it that died in its midst, before it committed anything. */
  async function crashed(workflowId: string, input: unknown): Promise<string> {
    const run = await bench.run(workflowId, input);
    await eventually(async () => expect((await bench.get(Durable).summary(run))?.status).toBe('waiting'));
    await bench.db.transaction(async (tx) => {
      const [last] = await tx.query<{ seq: number }>('SELECT MAX(seq) AS seq FROM durable_history WHERE run_id = ?', [
        run,
      ]);
      const lease = Number(last!.seq) + 1;
      await tx.run('INSERT INTO durable_history (run_id, seq, lease, event) VALUES (?, ?, ?, ?)', [
        run,
        lease,
        lease,
        '{"type":"lease.taken","at":1}',
      ]);
      await tx.run(`INSERT INTO durable_inbox (run_id, message_id, event, created_at) VALUES (?, 'go', ?, 1)`, [
        run,
        JSON.stringify({ type: 'signal.received', name: 'go', signalId: 'go' }),
      ]);
      await tx.run(
        "UPDATE durable_runs SET status = 'running', admitted = 1, lease_worker = 'dead', lease = ?, wake = 1 WHERE id = ?",
        [lease, run],
      );
    });
    return run;
  }
  const crashing = async (definition: Parameters<CompanyBench['publish']>[0] = transforming) => {
    bench.get(StepIsolation).program = { program: 'apps/company/src/testing/crashing-steps.ts', execArgv: loader };
    const run = await crashed(await bench.publish(definition), { text: 'hello' });
    return eventually(
      async () => {
        const [letter] = await listed({ runId: run });
        expect(letter).toBeDefined();
        return { run, letter: letter! };
      },
      { withinMs: 45_000 },
    );
  };
  const statusOf = async (run: string) => (await bench.get(RunsService).get(bench.owner.caller, run)).status;

  it('F13: hold a step that ends its process, until it is redriven and its run goes on', async () => {
    const neighbour = await bench.publish(transforming);
    const { run, letter } = await crashing();
    expect(letter).toMatchObject({
      source: 'step',
      status: 'open',
      subject: 'turn of A workflow',
      error: { code: 'STEP_CRASHED' },
      attempts: 3,
      runId: run,
      stepPath: 'turn',
      redrivenAt: null,
    });
    expect(await letters.get(bench.owner.caller, letter.id)).toMatchObject({ payload: { text: 'hello' } });
    await eventually(async () => expect(await statusOf(run)).toBe('waiting'));
    // Other runs, of the same kinds of steps, go on in the worker itself.
    const other = await bench.run(neighbour, { text: 'fine' });
    await bench.get(RunControlService).signal(bench.owner.caller, other, { name: 'go' });
    expect(await bench.finished(other)).toMatchObject({ status: 'succeeded' });
    // Mended.
    bench.get(StepIsolation).program = new StepIsolation().program;
    const redriven = await letters.redrive(bench.owner.caller, letter.id);
    expect(redriven).toMatchObject({ status: 'redriven', redrivenRunId: run, attempts: 4 });
    expect(await letters.redrive(bench.owner.caller, letter.id)).toEqual(redriven);
    expect(await bench.finished(run)).toMatchObject({ status: 'succeeded' });
    expect(bench.notifications.sent.at(-1)).toMatchObject({ text: 'hello' });
    expect(await listed()).toEqual([]);
    expect(await listed({ status: 'redriven' })).toHaveLength(1);
  }, 120_000);

  it('F13: fail a step that is given up, as its workflow says', async () => {
    const { run, letter } = await crashing();
    await letters.giveUp(bench.owner.caller, letter.id);
    expect(await bench.finished(run)).toMatchObject({
      status: 'failed',
      error: { code: 'STEP_CRASHED', path: 'turn' },
    });
    await expect(letters.get(bench.owner.caller, letter.id)).rejects.toMatchObject({ code: 'DEAD_LETTER_NOT_FOUND' });
  }, 120_000);

  it('say why a redrive cannot be, one by one and in bulk', async () => {
    const { run, letter } = await crashing();
    await bench.get(RunControlService).cancel(bench.owner.caller, run, undefined);
    await expect(letters.redrive(bench.owner.caller, letter.id)).rejects.toMatchObject({ code: 'REDRIVE_FAILED' });
    expect(await letters.redriveAll(bench.owner.caller, { limit: 10, source: 'step' })).toEqual({
      redriven: [],
      failed: [{ id: letter.id, code: 'REDRIVE_FAILED', message: 'The run is over' }],
      more: false,
    });
  }, 120_000);

  it('hold an event that its consumer fails at, and hand it to it once more', async () => {
    const consumer = bench.get(TaskFinishedConsumer);
    const event = {
      id: newId('message'),
      type: agentEvents.taskFinished.type,
      producer: 'agents' as const,
      position: 7,
      companyId: bench.companyId,
      at: new Date().toISOString(),
      data: { taskId: newId('task'), key: null, runId: null, stepPath: null, attempt: null },
    };
    await bench.db.transaction(async (tx: Tx) => {
      await tx.run(
        'INSERT INTO event_dead_letters (consumer, producer, position, at, event, error) VALUES (?, ?, ?, 1, ?, ?)',
        [consumer.name, 'agents', 7, JSON.stringify(event), 'Error: secret of the inside'],
      );
      const letter = {
        consumer: consumer.name,
        event: event as never,
        error: new Error('secret of the inside'),
        attempts: 6,
      };
      await bench.get(EventLetters).onBuried(tx, letter);
    });
    const [letter] = await listed({ source: 'event' });
    expect(letter).toMatchObject({
      attempts: 6,
      error: { code: 'INTERNAL', message: 'The event could not be handled' },
    });
    expect(await letters.get(bench.owner.caller, letter!.id)).toMatchObject({ payload: { position: 7 } });
    const handle = jest.spyOn(consumer, 'handle').mockRejectedValueOnce(new Error('still'));
    await expect(letters.redrive(bench.owner.caller, letter!.id)).rejects.toMatchObject({ code: 'REDRIVE_FAILED' });
    expect((await listed({ source: 'event' }))[0]).toMatchObject({ attempts: 7, status: 'open' });
    const all = await Promise.all(
      [1, 2, 3].map(() => letters.redrive(bench.owner.caller, letter!.id).catch(() => undefined)),
    );
    expect(all.filter((one) => one?.status === 'redriven').length).toBeGreaterThan(0);
    expect(handle).toHaveBeenCalledTimes(2);
    expect(await bench.get(EventDeadLetters).count()).toBe(0);
    handle.mockRestore();
  });

  it('are of one company alone', async () => {
    const { letter } = await crashing();
    const stranger = { ...bench.owner.caller, companyId: newId('company') };
    expect(await letters.list(stranger, open)).toEqual({ items: [], nextCursor: null });
    const acts = [letters.get, letters.redrive, letters.giveUp].map((act) => act.bind(letters));
    for (const act of acts)
      await expect(act(stranger, letter.id)).rejects.toMatchObject({ code: 'DEAD_LETTER_NOT_FOUND' });
    expect(await letters.redriveAll(stranger, { limit: 10 })).toEqual({ redriven: [], failed: [], more: false });
  }, 120_000);

  it('start a refused run again as a run of its own, once', async () => {
    const workflow = await bench.publish(
      row({ id: 'say', kind: 'data.set', config: { values: { n: '{{ input.n }}' } } }),
    );
    const model = await bench.finished(await bench.run(workflow, { n: 5 }));
    await bench.db.run(
      `INSERT INTO dead_letters (id, company_id, source, status, origin_key, subject, code, message, attempts, run_id, created_at) VALUES (?, ?, 'start', 'open', ?, 's', 'RATE_LIMITED', 'm', 1, ?, 1)`,
      [newId('deadLetter'), bench.companyId, model.id, model.id],
    );
    const [letter] = await listed();
    const all = await Promise.all([1, 2].map(() => letters.redrive(bench.owner.caller, letter!.id)));
    expect(new Set(all.map(({ redrivenRunId }) => redrivenRunId)).size).toBe(1);
    expect(await bench.finished(all[0]!.redrivenRunId!)).toMatchObject({ status: 'succeeded', output: { n: 5 } });
    expect(all[0]!.redrivenRunId).not.toBe(model.id);
  });

  it('keep what a capability says, whichever process the step is in', async () => {
    bench.get(StepIsolation).program = new StepIsolation().program;
    const before = bench.notifications.sent.length;
    const run = await crashed(await bench.publish(transforming), { text: 'from afar' });
    expect(await bench.finished(run)).toMatchObject({ status: 'succeeded' });
    expect(bench.notifications.sent.length).toBe(before + 1);
    expect(notificationsRpc.send.request.safeParse(bench.notifications.sent.at(-1)).success).toBe(true);
  }, 120_000);
});
