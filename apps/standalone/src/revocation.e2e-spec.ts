import { Agent, fetch } from 'undici';
import { ApiClient } from '#libs/client';
import {
  addMember,
  cancelRun,
  createApiKey,
  deactivateCompany,
  deactivateMember,
  listMembers,
  listRuns,
  listSessions,
  logIn,
  reactivateCompany,
  reactivateMember,
  removeMember,
  revokeOtherSessions,
  updateCompanySecurity,
  updateMember,
} from '#libs/contracts';
import { eventually, launchDistributed, launchEmbedded, Tenant } from '#libs/testing';

const password = 'four grey herons wade';
/** What is promised, and the time of an answer. */
const within = { withinMs: 5_500, everyMs: 100 };

const waiting = {
  schemaVersion: 1 as const,
  nodes: [
    { id: 'start', kind: 'trigger.manual', config: {} },
    { id: 'hold', kind: 'flow.wait', config: { for: 'PT10M' } },
  ],
  edges: [{ from: 'start', to: 'hold' }],
};

/** Another place on this machine from which requests come. */
const elsewhere = new Agent({ localAddress: '127.0.0.9' });

/** A stream that is open, and when it ended. */
async function listen(url: string, token: string, run: string, dispatcher?: Agent) {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${url}/api/v1/live?watch=${run}@0`, { headers, ...(dispatcher ? { dispatcher } : {}) });
  expect(answer.status).toBe(200);
  const reader = answer.body!.getReader();
  await reader.read();
  let last = '';
  const ended = (async () => {
    for (;;) {
      const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
      if (done) return last;
      last += Buffer.from(value!).toString();
    }
  })();
  return { ended, isOpen: () => Promise.race([ended.then(() => false), Promise.resolve(true)]) };
}

const forms = {
  embedded: () => launchEmbedded(),
  distributed: () => launchDistributed({ replicas: { company: 2 } }),
};

describe.each(Object.entries(forms))('A5: whoever may no longer, %s', (_form, launch) => {
  let platform: { url: string; stop(): Promise<void> };
  let tenant: Tenant;
  let run: string;

  beforeAll(async () => {
    platform = await launch();
    tenant = await Tenant.signUp(platform.url);
    run = await tenant.run(await tenant.publish('Holds', waiting as never), {});
  }, 120_000);
  afterAll(() => platform?.stop());

  const signIn = async (email: string) => {
    const { accessToken } = await new ApiClient(platform.url).call(logIn, { body: { email, password } });
    return { accessToken, api: new ApiClient(platform.url, accessToken) };
  };
  const member = async (email: string) => {
    await tenant.owner.call(addMember, { body: { email, name: 'A member', role: 'operator', password } });
    const { items } = await tenant.owner.call(listMembers, { query: { search: 'A member' } });
    return items.find((each) => each.email === email)!.id;
  };
  /** Both the stream and the calls of somebody end in time. */
  const ends = async (stream: Awaited<ReturnType<typeof listen>>, api: ApiClient, code = 'UNAUTHENTICATED') => {
    const began = performance.now();
    const [last] = await Promise.all([
      stream.ended,
      eventually(() => expect(api.call(listRuns, { query: {} })).rejects.toMatchObject({ code }), within),
    ]);
    expect(performance.now() - began).toBeLessThan(within.withinMs);
    expect(last).toContain(code);
  };

  it('because the session was ended elsewhere', async () => {
    const email = 'one@revoked.example';
    await member(email);
    const [first, second] = [await signIn(email), await signIn(email)];
    const stream = await listen(platform.url, first.accessToken, run);
    expect(await second.api.call(revokeOtherSessions, {})).toEqual({ ended: 1 });
    await ends(stream, first.api);
    const { items } = await second.api.call(listSessions, {});
    expect(items.map(({ current }) => current)).toEqual([true]);
  });

  it('because the membership ended', async () => {
    const email = 'two@revoked.example';
    const id = await member(email);
    const { accessToken, api } = await signIn(email);
    const stream = await listen(platform.url, accessToken, run);
    expect(await stream.isOpen()).toBe(true);
    await tenant.owner.call(removeMember, { params: { id } });
    await ends(stream, api);
  });

  it('because the role is lower now', async () => {
    const email = 'three@revoked.example';
    const id = await member(email);
    const { api } = await signIn(email);
    const mayControl = () => api.call(cancelRun, { params: { id: 'run_01h455vb4pex5vsknk084sn02q' }, body: {} });
    await expect(mayControl()).rejects.toMatchObject({ status: 404 });
    await tenant.owner.call(updateMember, { params: { id }, body: { role: 'viewer' } });
    await eventually(() => expect(mayControl()).rejects.toMatchObject({ status: 403 }), within);
  });

  it('because the member was deactivated', async () => {
    const email = 'four@revoked.example';
    const id = await member(email);
    const { accessToken, api } = await signIn(email);
    const stream = await listen(platform.url, accessToken, run);
    await tenant.owner.call(deactivateMember, { params: { id } });
    await ends(stream, api);
    await tenant.owner.call(reactivateMember, { params: { id } });
    await eventually(() => api.call(listRuns, { query: {} }), within);
  });

  it('because the company lets in nobody from there, people and API keys', async () => {
    const email = 'five@revoked.example';
    await member(email);
    const { accessToken, api } = await signIn(email);
    const { key } = await tenant.owner.call(createApiKey, { body: { name: 'Key', scopes: ['runs:read'] } });
    const there = async (token: string) => {
      const headers = { authorization: `Bearer ${token}` };
      const answer = await fetch(`${platform.url}/api/v1/runs`, { headers, dispatcher: elsewhere });
      return ((await answer.json()) as { code?: string; detail?: string }).code ?? answer.status;
    };
    const [stream, keyStream] = [
      await listen(platform.url, accessToken, run, elsewhere),
      await listen(platform.url, key, run, elsewhere),
    ];
    const inside = await listen(platform.url, accessToken, run);
    // Not without the own address.
    const change = (body: Record<string, string[]>) => tenant.owner.call(updateCompanySecurity, { body });
    await expect(change({ memberNetworks: ['127.0.0.9'] })).rejects.toMatchObject({ code: 'WOULD_LOCK_YOU_OUT' });
    await change({ memberNetworks: ['127.0.0.1/32', '::1'], apiKeyNetworks: ['127.0.0.1/32'] });
    const began = performance.now();
    expect((await Promise.all([stream.ended, keyStream.ended])).join()).toContain('ADDRESS_NOT_ALLOWED');
    expect(performance.now() - began).toBeLessThan(within.withinMs);
    expect([await there(accessToken), await there(key)]).toEqual(['ADDRESS_NOT_ALLOWED', 'ADDRESS_NOT_ALLOWED']);
    await api.call(listRuns, { query: {} });
    expect(await inside.isOpen()).toBe(true);
    await change({ memberNetworks: [], apiKeyNetworks: [] });
    await eventually(async () => expect([await there(accessToken), await there(key)]).toEqual([200, 200]), within);
  });

  it('because the company was deactivated', async () => {
    const email = 'six@revoked.example';
    await member(email);
    const { accessToken, api } = await signIn(email);
    const stream = await listen(platform.url, accessToken, run);
    await tenant.owner.call(deactivateCompany, {});
    await ends(stream, api, 'COMPANY_DEACTIVATED');
    await tenant.owner.call(reactivateCompany, {});
    await eventually(() => api.call(listRuns, { query: {} }), within);
  });
});
