import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { Durable } from '#libs/durable';
import { backends, callerAs } from '#libs/service/testing/service-under-test';
import { eventually } from '#libs/testing';
import type { Definition } from '#libs/workflow';
import { CompanyBench } from '../../testing/company-bench.js';
import { CredentialsService } from '../credentials/credentials.service.js';
import { RunAnswers } from '../runs/run-answers.js';
import { RunControlService } from '../runs/run-control.service.js';
import { RunsService } from '../runs/runs.service.js';
import { TriggersService } from '../triggers/triggers.service.js';
import { HooksService } from './hooks.service.js';
import { WorkflowsService } from '../workflows/workflows.service.js';

type Nodes = Definition['nodes'];
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

/** A webhook, then these nodes in a row. */
const hooked = (config: Record<string, unknown>, ...nodes: Nodes): Pick<Definition, 'nodes' | 'edges'> => {
  const all: Nodes = [{ id: 'hook', kind: 'trigger.webhook', config }, ...nodes];
  return { nodes: all, edges: all.slice(1).map(({ id }, index) => ({ from: all[index]!.id, to: id })) };
};
const echo = { id: 'echo', kind: 'data.set', config: { values: { got: '{{ input }}' } } };
const respond = (config: Record<string, unknown>) => ({ id: 'answer', kind: 'flow.respond', config });

describe.each(backends)('webhooks on %s', (backend) => {
  let bench: CompanyBench;

  beforeAll(async () => {
    bench = await CompanyBench.start(backend);
  });
  afterAll(() => bench.stop());

  const addressOf = async (workflow: string) => {
    const { items } = await bench.get(TriggersService).list(bench.owner.caller, workflow, { limit: 50 });
    return new URL(items[0]!.url!).pathname;
  };
  const hook = async (config: Record<string, unknown>, ...nodes: Nodes) => {
    const workflow = await bench.publish(hooked(config, ...nodes));
    return { workflow, path: await addressOf(workflow) };
  };
  const send = async (
    url: string,
    payload?: string | Buffer,
    headers: Record<string, string> = { 'content-type': 'application/json' },
    method: 'POST' | 'GET' | 'PUT' = 'POST',
  ) => {
    const {
      statusCode,
      headers: got,
      body,
    } = await bench.service.service.fastify.inject({
      method,
      url,
      headers,
      ...(payload === undefined ? {} : { payload }),
    });
    const isJson = String(got['content-type']).includes('json') && body !== '';
    return {
      status: statusCode,
      headers: got,
      body,
      json: isJson ? (JSON.parse(body) as Record<string, unknown>) : undefined,
    };
  };
  const runsOf = async (workflowId: string) =>
    (await bench.get(RunsService).list(bench.owner.caller, { limit: 200, workflowId })).items;

  it('answer with the first flow.respond, while the run goes on, and its body is the output of the run', async () => {
    const { workflow, path } = await hook(
      {},
      respond({ status: 201, headers: { 'X-Order': '{{ string(input.n) }}' }, body: { twice: '{{ input.n * 2 }}' } }),
      { id: 'wait', kind: 'flow.wait', config: { signal: 'go' } },
      { id: 'late', kind: 'flow.respond', config: { body: 'too late' } },
    );
    const answer = await send(path, '{"n":21}');
    expect([answer.status, answer.headers['x-order'], answer.json]).toEqual([201, '21', { twice: 42 }]);
    expect(answer.headers['content-security-policy']).toBe("default-src 'none'; sandbox");
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    const [run] = await runsOf(workflow);
    expect(run).toMatchObject({ trigger: 'trigger.webhook', startedBy: { userId: null, name: 'Webhook' } });
    await bench.get(RunControlService).signal(bench.owner.caller, run!.id, { name: 'go' });
    expect(await bench.finished(run!.id)).toMatchObject({
      status: 'succeeded',
      output: { twice: 42 },
      input: { n: 21 },
    });
  });

  it('are listed with workflow, address and methods while they are published, to their company alone', async () => {
    const triggers = bench.get(TriggersService);
    const { workflow, path } = await hook({ methods: ['POST', 'PUT'] }, echo);
    const listed = async (caller = bench.owner.caller) => (await triggers.listHooks(caller, { limit: 200 })).items;
    const mine = async () => (await listed()).find(({ workflowId }) => workflowId === workflow);
    expect(await mine()).toMatchObject({ node: 'hook', state: 'active', methods: ['POST', 'PUT'], signed: false });
    expect(new URL((await mine())!.url!).pathname).toBe(path);
    expect((await mine())!.workflowName).not.toBe('');
    await triggers.pause(bench.owner.caller, workflow, 'hook');
    expect(await mine()).toMatchObject({ state: 'paused' });
    expect(await listed(callerAs('owner'))).toEqual([]);
    await bench.get(WorkflowsService).delete(bench.owner.caller, workflow);
    expect(await mine()).toBeUndefined();
  });

  it('answer with the output of a run that says nothing else', async () => {
    const { path } = await hook({}, echo);
    expect((await send(path, '{"a":1}')).json).toEqual({ got: { a: 1 } });
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await send(path, 'a=1&b=x+y&b=z', form)).json).toEqual({ got: { a: '1', b: ['x y', 'z'] } });
    expect((await send(path, 'just text', { 'content-type': 'text/plain' })).json).toEqual({ got: 'just text' });
    expect((await send(path)).json).toEqual({ got: null });
  });

  it('answer 202 at once when nobody wants to wait, and by the method that the trigger takes', async () => {
    const { workflow, path } = await hook({ respond: 'immediately', methods: ['GET', 'PUT'] }, echo);
    const { status, json } = await send(`${path}?name=Ada&token=x`, undefined, {}, 'GET');
    expect([status, json]).toEqual([202, { id: expect.any(String) as string, status: 'queued' }]);
    expect(await bench.finished(String(json!['id']))).toMatchObject({ output: { got: { name: 'Ada', token: 'x' } } });
    expect((await send(path, '{}')).json).toMatchObject({ code: 'METHOD_NOT_ALLOWED' });
    expect((await send(path, '{}', undefined, 'PUT')).status).toBe(202);
    expect(await runsOf(workflow)).toHaveLength(2);
  });

  it('show expressions what came, without what proves who called', async () => {
    const { path } = await hook({}, { id: 'show', kind: 'data.set', config: { values: { trigger: '{{ trigger }}' } } });
    const { json } = await send(`${path}?page=2&api_key=canary`, '{}', {
      'content-type': 'application/json',
      'x-event': 'paid',
      authorization: 'Bearer canary',
      cookie: 'canary=1',
      'x-hub-signature-256': 'canary',
    });
    expect(json!['trigger']).toMatchObject({
      kind: 'trigger.webhook',
      node: 'hook',
      method: 'POST',
      headers: { 'x-event': 'paid' },
      query: { page: '2' },
      receivedAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    });
    expect(JSON.stringify(json)).not.toContain('canary');
  });

  it('refuse what they cannot read or the workflow does not take, and start nothing', async () => {
    const inputs = { type: 'object', required: ['n'] };
    const workflow = await bench.publish({ ...hooked({}, echo), inputs });
    const path = await addressOf(workflow);
    const code = async (...given: Parameters<typeof send>) => {
      const { status, json } = await send(...given);
      return [status, json?.['code']];
    };
    expect(await code(path, '{"n":')).toEqual([400, 'MALFORMED_JSON']);
    expect(await code(path, '{"__proto__":{"n":1}}')).toEqual([400, 'MALFORMED_JSON']);
    expect(await code(path, '['.repeat(100) + ']'.repeat(100))).toEqual([400, 'VALIDATION_FAILED']);
    expect(await code(path, Buffer.from([0xff, 0xfe]), { 'content-type': 'text/plain' })).toEqual([
      400,
      'VALIDATION_FAILED',
    ]);
    expect(await code(path, 'x', { 'content-type': 'image/png' })).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    expect(await code(path, `"${'x'.repeat(5 * 1024 * 1024)}"`)).toEqual([413, 'BODY_TOO_LARGE']);
    expect(await code(path, '{}')).toEqual([422, 'RUN_INPUT_INVALID']);
    expect(await runsOf(workflow)).toEqual([]);
  });

  it('answer 202 with the run when the time is over', async () => {
    const { workflow, path } = await hook({}, { id: 'wait', kind: 'flow.wait', config: { signal: 'never' } });
    const hooks = bench.get(HooksService);
    const usual = hooks.longestWaitMs;
    hooks.longestWaitMs = 300;
    try {
      const { status, json } = await send(path, '{}');
      expect([status, json]).toEqual([202, { id: (await runsOf(workflow))[0]!.id, status: 'waiting' }]);
    } finally {
      hooks.longestWaitMs = usual;
    }
  });

  it('say of a failed run that it failed, and nothing of why', async () => {
    const { path } = await hook(
      {},
      { id: 'stop', kind: 'flow.stop', config: { outcome: 'failed', message: 'canary' } },
    );
    const { status, body, json } = await send(path, '{}');
    expect([status, json!['code']]).toEqual([502, 'HOOK_RUN_FAILED']);
    expect(body).not.toContain('canary');
  });

  it('answer alike for addresses that lead nowhere: unknown, not published, paused, rotated, deleted', async () => {
    const { workflow, path } = await hook({}, echo);
    const { caller } = bench.owner;
    const triggers = bench.get(TriggersService);
    const gone = async (url: string) => {
      const { status, json } = await send(url, '{}');
      return [status, { ...json, requestId: '' }];
    };
    const unknown = await gone(`/api/v1/hooks/${'x'.repeat(43)}`);
    expect(unknown).toMatchObject([404, { code: 'HOOK_NOT_FOUND' }]);
    await triggers.pause(caller, workflow, 'hook');
    expect(await gone(path)).toEqual(unknown);
    await triggers.resume(caller, workflow, 'hook');
    expect((await send(path, '{}')).status).toBe(200);
    await triggers.rotate(caller, workflow, 'hook');
    expect(await gone(path)).toEqual(unknown);
    const fresh = await addressOf(workflow);
    expect((await send(fresh, '{}')).status).toBe(200);
    await bench.get(WorkflowsService).delete(caller, workflow);
    expect(await gone(fresh)).toEqual(unknown);
  });

  it('F9: keep their address from version to version, and follow publishing and rolling back', async () => {
    const { workflow, path } = await hook({}, respond({ body: 'one' }));
    const workflows = bench.get(WorkflowsService);
    const { caller } = bench.owner;
    const publish = async (next: Pick<Definition, 'nodes' | 'edges'>) => {
      await workflows.saveDraft(caller, workflow, { schemaVersion: 1, ...next }, '*');
      await workflows.publish(caller, workflow, undefined);
    };
    await publish(hooked({}, respond({ body: 'two' })));
    expect((await send(path, '{}')).body).toBe('two');
    await publish({ nodes: [{ id: 'start', kind: 'trigger.api', config: {} }], edges: [] });
    expect((await send(path, '{}')).status).toBe(404);
    await workflows.rollback(caller, workflow, 1);
    expect((await send(path, '{}')).body).toBe('one');
    expect(await addressOf(workflow)).toBe(path);
  });

  it('A9: a bad, old or altered message is refused, and a duplicate starts one run and is answered as the first', async () => {
    const { id: credential } = await bench.get(CredentialsService).create(bench.owner.caller, {
      kind: 'hmac',
      name: 'Signing',
      allowedHosts: [],
      secret,
    });
    const { workflow, path } = await hook(
      { signature: 'standard', credential },
      respond({ body: { run: '{{ run.id }}', n: '{{ input.n }}' } }),
    );
    const signed = (id: string, body: string, at = new Date(), key = secret) => ({
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(key).sign(id, at, body),
    });
    const first = await send(path, '{"n":1}', signed('msg_1', '{"n":1}'));
    expect([first.status, first.json!['n']]).toEqual([200, 1]);
    const again = await Promise.all([1, 2, 3].map(() => send(path, '{"n":1}', signed('msg_1', '{"n":1}'))));
    for (const each of again) expect([each.status, each.json]).toEqual([200, first.json]);
    const minutes = (count: number) => new Date(Date.now() + count * 60_000);
    const refused = [
      send(path, '{"n":2}', signed('msg_2', '{"n":1}')),
      send(path, '{"n": 1}', signed('msg_3', '{"n":1}')),
      send(path, '{"n":1}', signed('msg_4', '{"n":1}', minutes(-6))),
      send(path, '{"n":1}', signed('msg_5', '{"n":1}', minutes(6))),
      send(path, '{"n":1}', signed('msg_6', '{"n":1}', new Date(), 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA')),
      send(path, '{"n":1}', { ...signed('msg_7', '{"n":1}'), 'webhook-id': 'msg_8' }),
      send(path, '{"n":1}'),
    ];
    for (const { status, json } of await Promise.all(refused))
      expect([status, json!['code']]).toEqual([401, 'HOOK_SIGNATURE_INVALID']);
    expect(await runsOf(workflow)).toHaveLength(1);
    expect((await send(path, '{"n":9}', signed('msg_9', '{"n":9}', minutes(-4)))).json).toMatchObject({ n: 9 });
  });

  it('A9: signatures of GitHub, and of others by header, prefix and time', async () => {
    const key = 'a secret of some length';
    const credentials = bench.get(CredentialsService);
    const { id: credential } = await credentials.create(bench.owner.caller, {
      kind: 'hmac',
      name: 'Shared',
      allowedHosts: [],
      secret: key,
    });
    const mac = (text: string, algorithm = 'sha256') => createHmac(algorithm, key).update(text);
    const json = { 'content-type': 'application/json' };
    const github = await hook({ signature: 'github', credential }, echo);
    const sign = (body: string) => ({ ...json, 'x-hub-signature-256': `sha256=${mac(body).digest('hex')}` });
    expect((await send(github.path, '{"a":1}', sign('{"a":1}'))).status).toBe(200);
    expect((await send(github.path, '{"a":1}', { ...sign('{"a":1}'), 'x-github-delivery': 'other' })).status).toBe(200);
    expect((await send(github.path, '{"a":2}', sign('{"a":1}'))).status).toBe(401);
    expect(await runsOf(github.workflow)).toHaveLength(1);

    const timed = {
      header: 'X-Sign',
      prefix: 'v0=',
      algorithm: 'sha512',
      encoding: 'base64',
      timestampHeader: 'X-Time',
    };
    const other = await hook({ signature: 'hmac', credential, ...timed }, echo);
    const at = (time: number) => ({
      ...json,
      'x-time': String(time),
      'x-sign': `v0=${mac(`${time}.{}`, 'sha512').digest('base64')}`,
    });
    const now = Math.floor(Date.now() / 1000);
    expect((await send(other.path, '{}', at(now))).status).toBe(200);
    expect((await send(other.path, '{}', at(now - 301))).status).toBe(401);
    expect((await send(other.path, '{}', { ...at(now), 'x-time': String(now - 1) })).status).toBe(401);

    await credentials.update(bench.owner.caller, credential, {
      secrets: { secret: 'quite another secret' },
      keepPreviousFor: 'PT1H',
    });
    expect((await send(github.path, '{"b":1}', sign('{"b":1}'))).status).toBe(200);
    await credentials.update(bench.owner.caller, credential, { secrets: { secret: 'and yet another one' } });
    expect((await send(github.path, '{"c":1}', sign('{"c":1}'))).status).toBe(401);
  });

  it('start one run for what an unsigned sender gives one name', async () => {
    const { workflow, path } = await hook({}, echo);
    const keyed = { 'content-type': 'application/json', 'idempotency-key': 'order-7' };
    for (const n of [1, 2]) expect((await send(path, `{"n":${n}}`, keyed)).json).toEqual({ got: { n: 1 } });
    expect(await runsOf(workflow)).toHaveLength(1);
  });

  it('hear of an answer that another process commits', async () => {
    const { workflow, path } = await hook(
      {},
      { id: 'wait', kind: 'flow.wait', config: { signal: 'go' } },
      respond({ status: 202, body: { from: 'afar' } }),
    );
    // What this process would be told directly stays unheard, as if the run went on elsewhere.
    const deaf = jest.spyOn(bench.get(RunAnswers), 'give').mockImplementation(() => undefined);
    try {
      const asked = send(path, '{}');
      const [run] = await eventually(async () => {
        const { items } = await bench
          .get(RunsService)
          .list(bench.owner.caller, { limit: 1, status: 'waiting', workflowId: workflow });
        expect(items).toHaveLength(1);
        return items;
      });
      await bench.get(RunControlService).signal(bench.owner.caller, run!.id, { name: 'go' });
      await bench.get(Durable).waitFor(run!.id, 10_000);
      expect((await asked).json).toEqual({ from: 'afar' });
    } finally {
      deaf.mockRestore();
    }
  });
});
