/** The conformance suite of the RPC transport: every wire passes it. One file, because its expectations share one set of handlers. */
import { AppError, rpc, type Caller, type ServiceName } from '#libs/contracts';
import { silentLogger } from '#libs/platform/logging';
import { z } from 'zod';
import { RpcClient } from '../client.js';
import { HandleRpc, handlersOf, matchHandlers, type RpcContext } from '../handle-rpc.js';
import { queueOf } from '../names.js';
import { RpcServer } from '../server.js';
import { identitiesOf } from '../service-identity.js';
import { sealRequest } from '../frames.js';
import type { RpcWire } from '../wire.port.js';

const spec = { service: 'ai', permission: 'service', timeoutMs: 20_000 } as const;
const echo = rpc({
  ...spec,
  method: 'ai.echo',
  request: z.object({ text: z.string() }),
  response: z.object({ text: z.string(), by: z.string() }),
});
const guarded = rpc({
  ...spec,
  method: 'ai.guarded',
  permission: 'members:write',
  request: z.object({}),
  response: z.object({ role: z.string() }),
});
const fromWhom = { request: z.object({}), response: z.object({ from: z.string() }) };
const anybodys = rpc({ ...spec, ...fromWhom, method: 'ai.anybodys' });
const forCompany = rpc({ ...spec, ...fromWhom, method: 'ai.forCompany', callers: ['company'] });
const failing = rpc({ ...spec, method: 'ai.failing', request: z.object({ known: z.boolean() }), response: z.null() });
const hanging = rpc({ ...spec, method: 'ai.hanging', request: z.object({ key: z.string() }), response: z.null() });
const lying = rpc({ ...spec, method: 'ai.lying', request: z.object({}), response: z.object({ n: z.number() }) });
const counting = rpc({
  ...spec,
  method: 'ai.counting',
  stream: true,
  request: z.object({ to: z.number(), key: z.string().optional() }),
  response: z.object({ n: z.number() }),
});
const specs = [echo, guarded, anybodys, forCompany, failing, hanging, lying, counting];

const caller = (role: Caller['role']): Caller => ({
  kind: 'user',
  companyId: 'co_01h455vb4pex5vsknk084sn02q',
  userId: 'usr_01h455vb4pex5vsknk084sn02q',
  role,
});

class Handlers {
  readonly aborted: string[] = [];
  readonly seen: string[] = [];
  constructor(private readonly name: string) {}

  @HandleRpc(echo) echo(
    _caller: Caller | undefined,
    { text }: { text: string },
  ): { text: string; by: string; secret: string } {
    this.seen.push(text);
    return { text, by: this.name, secret: 'not in the contract' };
  }
  @HandleRpc(anybodys) anybodys(_: unknown, __: unknown, { from }: RpcContext): { from: string } {
    return { from };
  }
  @HandleRpc(forCompany) forCompany(_: unknown, __: unknown, { from }: RpcContext): { from: string } {
    return { from };
  }
  @HandleRpc(guarded) guarded(by: Caller): { role: string } {
    return { role: by.role };
  }
  @HandleRpc(failing) failing(_caller: Caller | undefined, { known }: { known: boolean }): null {
    throw known
      ? new AppError('AGENT_NOT_FOUND', { detail: 'no such agent', agentId: 'x' })
      : new Error('password=hunter2');
  }
  @HandleRpc(hanging) hanging(
    _caller: Caller | undefined,
    { key }: { key: string },
    { signal }: RpcContext,
  ): Promise<null> {
    return new Promise((_resolve, reject) =>
      signal.addEventListener('abort', () => {
        this.aborted.push(key);
        reject(signal.reason as Error);
      }),
    );
  }
  @HandleRpc(lying) lying(): { n: number } {
    return { n: 'no number' } as never;
  }
  @HandleRpc(counting) async *counting(
    _caller: Caller | undefined,
    { to, key }: { to: number; key?: string | undefined },
  ): AsyncGenerator<{ n: number }> {
    try {
      for (let n = 0; n < to; n += 1) {
        yield { n };
      }
    } finally {
      if (key) this.aborted.push(key);
    }
  }
}

const eventually = async (check: () => boolean, ms = 5000): Promise<void> => {
  for (const end = Date.now() + ms; !check(); await new Promise((next) => setTimeout(next, 5))) {
    if (Date.now() > end) throw new Error(`not within ${ms} ms: ${check}`);
  }
};

/** `open` makes one process's view of the same wire; each is closed at the end. */
export const describeRpc = (name: string, open: () => Promise<RpcWire>): void => {
  describe(`RPC on ${name}`, () => {
    const identities = identitiesOf(Buffer.alloc(32, 7), 'worker');
    const signature = identities.as('company');
    const wires: RpcWire[] = [];
    const wire = async () => wires[wires.push(await open()) - 1] as RpcWire;
    let client: RpcClient;
    let replicas: { server: RpcServer; handlers: Handlers; dropped: number }[];

    const replica = async (by: string, slots = 100) => {
      const entry = { dropped: 0, handlers: new Handlers(by) };
      const observer = { called: () => undefined, served: () => undefined, dropped: () => void (entry.dropped += 1) };
      const server = new RpcServer(await wire(), {
        service: 'ai',
        signature: identities.as('ai'),
        logger: silentLogger(),
        slots,
        drainMs: 2000,
        observer,
      });
      server.setHandlers(matchHandlers(specs, handlersOf(entry.handlers)));
      await server.start();
      return Object.assign(entry, { server });
    };
    const [first, second] = [() => replicas[0]!, () => replicas[1]!];

    beforeEach(async () => {
      client = new RpcClient(await wire(), { service: 'company', signature });
      replicas = [await replica('one'), await replica('two')];
    });

    afterEach(async () => {
      expect(client.inFlight).toBe(0);
      await client.close();
      await Promise.all(replicas.map(({ server }) => server.close()));
      await Promise.all(wires.splice(0).map((opened) => opened.close()));
    });

    it('answers what the contract says, and nothing beside it', async () => {
      const answer = await client.call(echo, { text: 'hällo\n"x"' });
      expect(answer).toEqual({ text: 'hällo\n"x"', by: expect.stringMatching(/one|two/) });
    });

    it('hands each of many requests to exactly one replica', async () => {
      const texts = Array.from({ length: 400 }, (_, n) => `t${n}`);
      const answers = await Promise.all(texts.map((text) => client.call(echo, { text })));
      expect(answers.map(({ text }) => text)).toEqual(texts);
      expect([...first().handlers.seen, ...second().handlers.seen].sort()).toEqual([...texts].sort());
    });

    it('takes no more requests than it has free slots', async () => {
      await Promise.all(replicas.map(({ server }) => server.close()));
      replicas = [await replica('one', 2)];
      const stop = new AbortController();
      const calls = Array.from({ length: 5 }, (_, n) =>
        client.call(hanging, { key: `k${n}` }, { signal: stop.signal }).catch(() => 'ended'),
      );
      await eventually(() => first().server.inWork === 2);
      const late = await replica('late');
      await eventually(() => late.server.inWork === 3);
      replicas.push(late);
      stop.abort();
      await Promise.all(calls);
    });

    it('carries known errors with their details, unknown ones without', async () => {
      await expect(client.call(failing, { known: true })).rejects.toMatchObject({
        code: 'AGENT_NOT_FOUND',
        status: 404,
        details: { agentId: 'x' },
      });
      const hidden = await client.call(failing, { known: false }).catch((error: unknown) => error);
      expect(hidden).toMatchObject({ code: 'INTERNAL' });
      expect(JSON.stringify(hidden)).not.toContain('hunter2');
    });

    it('refuses requests and answers that break the contract', async () => {
      await expect(client.call(echo, { text: 1 } as never)).rejects.toMatchObject({
        code: 'VALIDATION_FAILED',
        details: { issues: [{ path: 'text' }] },
      });
      await expect(client.call(lying, {})).rejects.toMatchObject({ code: 'INTERNAL' });
    });

    it('checks the permission of the signed caller again', async () => {
      await expect(client.call(guarded, {}, { caller: caller('admin') })).resolves.toEqual({ role: 'admin' });
      await expect(client.call(guarded, {}, { caller: caller('viewer') })).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(client.call(guarded, {})).rejects.toMatchObject({ code: 'RPC_REJECTED' });
    });

    it('refuses a call that was signed with another key or altered', async () => {
      const stranger = new RpcClient(await wire(), {
        service: 'company',
        signature: identitiesOf(Buffer.alloc(32, 8)).as('company'),
      });
      await expect(stranger.call(echo, { text: 'x' })).rejects.toMatchObject({ code: 'RPC_REJECTED' });
      await stranger.close();
      const forging = {
        sign: (text: string, now: number) => signature.sign(text.replace('owner', 'viewer'), now),
        verify: signature.verify,
      };
      const forger = new RpcClient(await wire(), { service: 'company', signature: forging });
      await expect(forger.call(guarded, {}, { caller: caller('owner') })).rejects.toMatchObject({
        code: 'RPC_REJECTED',
      });
      await forger.close();
    });

    it('lets a process speak for its own service alone, and answers only those whom the method is for', async () => {
      const asked = async (service: ServiceName, signed: ServiceName, method: typeof forCompany | typeof anybodys) => {
        const other = new RpcClient(await wire(), { service, signature: identities.as(signed) });
        const outcome = other.call(method, {}).then(
          ({ from }) => from,
          (error: AppError) => error.code,
        );
        return outcome.finally(() => other.close());
      };
      expect(await asked('company', 'company', forCompany)).toBe('company');
      expect(await asked('agents', 'agents', forCompany)).toBe('RPC_REJECTED');
      expect(await asked('agents', 'agents', anybodys)).toBe('agents');
      // Whatever it says of itself.
      for (const method of [forCompany, anybodys])
        expect(await asked('company', 'agents', method)).toBe('RPC_REJECTED');
    });

    it('ends a call at its deadline, and the handler with it', async () => {
      const started = performance.now();
      await expect(client.call(hanging, { key: 'slow' }, { timeoutMs: 150 })).rejects.toMatchObject({
        code: 'DEADLINE_EXCEEDED',
      });
      expect(performance.now() - started).toBeLessThan(1000);
      await eventually(() => [first(), second()].some(({ handlers }) => handlers.aborted.includes('slow')));
    });

    it('fails a call that nobody takes, and drops it unread afterwards', async () => {
      await Promise.all(replicas.map(({ server }) => server.close()));
      await expect(client.call(echo, { text: 'nobody' }, { timeoutMs: 100 })).rejects.toMatchObject({
        code: 'DEADLINE_EXCEEDED',
      });
      replicas = [await replica('later')];
      await expect(client.call(echo, { text: 'somebody' })).resolves.toMatchObject({ by: 'later' });
      expect(first()).toMatchObject({ dropped: 1, handlers: { seen: ['somebody'] } });
    });

    it('F16: fails a call whose replies are lost, at its deadline', async () => {
      const deaf = new RpcClient(
        Object.assign(Object.create(await wire()) as RpcWire, {
          listen: async () => ({ close: async () => undefined }),
        }),
        { service: 'company', signature },
      );
      await expect(deaf.call(echo, { text: 'x' }, { timeoutMs: 100 })).rejects.toMatchObject({
        code: 'DEADLINE_EXCEEDED',
      });
      expect(deaf.inFlight).toBe(0);
    });

    it('carries a cancel to the replica at work', async () => {
      const stop = new AbortController();
      const call = client.call(hanging, { key: 'cancelled' }, { signal: stop.signal });
      await eventually(() => first().server.inWork + second().server.inWork === 1);
      stop.abort(new Error('never mind'));
      await expect(call).rejects.toThrow('never mind');
      await eventually(() => [first(), second()].some(({ handlers }) => handlers.aborted.includes('cancelled')));
      await eventually(() => first().server.inWork + second().server.inWork === 0);
    });

    it('streams chunks in order, with concurrent streams apart', async () => {
      const read = async () => {
        const seen: number[] = [];
        for await (const { n } of client.stream(counting, { to: 1000 })) seen.push(n);
        return seen;
      };
      const expected = Array.from({ length: 1000 }, (_, n) => n);
      expect(await Promise.all([read(), read(), read()])).toEqual([expected, expected, expected]);
    });

    it('ends the handler of a stream that the caller leaves', async () => {
      for await (const { n } of client.stream(counting, { to: 1_000_000_000, key: 'left' })) if (n >= 10) break;
      await eventually(() => [first(), second()].some(({ handlers }) => handlers.aborted.includes('left')));
      await eventually(() => first().server.inWork + second().server.inWork === 0);
    });

    it('ends a stream with an error when a chunk is lost', async () => {
      const lossy = Object.create(await wire()) as RpcWire;
      lossy.listen = async (channel, onText) =>
        wires[0]!.listen(channel, (text) => void (text.includes('"n":3') || onText(text)));
      const leaky = new RpcClient(lossy, { service: 'company', signature });
      const seen: number[] = [];
      const read = async () => {
        for await (const { n } of leaky.stream(counting, { to: 600 })) seen.push(n);
      };
      await expect(read()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      expect(seen).toEqual([0, 1, 2]);
      await leaky.close();
    });

    it('lets calls in work end when a replica closes, and takes no more', async () => {
      const slow = (async () => {
        const seen: number[] = [];
        for await (const { n } of client.stream(counting, { to: 600 })) seen.push(n);
        return seen.length;
      })();
      await eventually(() => first().server.inWork + second().server.inWork === 1);
      await Promise.all(replicas.map(({ server }) => server.close()));
      expect(await slow).toBe(600);
    });

    it('survives a request that is no request', async () => {
      const raw = await wire();
      await raw.push(queueOf('ai'), 'nonsense');
      await raw.push(queueOf('ai'), `${Math.ceil(raw.now() + 5000)}.sig.{`);
      await raw.push(
        queueOf('ai'),
        sealRequest(
          {
            id: 'x',
            method: 'ai.none',
            replyTo: 'nowhere',
            deadline: Math.ceil(raw.now() + 5000),
            from: 'company',
            requestId: 'r',
          },
          signature,
          raw.now(),
        ),
      );
      await expect(client.call(echo, { text: 'still here' })).resolves.toMatchObject({ text: 'still here' });
    });
  });
};
