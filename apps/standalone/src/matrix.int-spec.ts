import {
  allows,
  createApiKey,
  keyScopes,
  logIn,
  revokeOtherSessions,
  roles,
  type AppError,
  type Caller,
  type Permission,
  type Role,
  type RpcSpec,
} from '#libs/contracts';
import { ApiClient } from '#libs/client';
import { RpcClient } from '#libs/platform/rpc';
import { eventually, Tenant } from '#libs/testing';
import { allServices } from './platform.js';
import { codeIs, codeOf, mayFail, spelled } from './testing/answers.js';
import { bearer, callerOf, guarded, isPermission, MatrixBench, routes } from './testing/matrix-bench.js';
import { placesOf, send } from './testing/route-requests.js';

let bench: MatrixBench;
beforeAll(async () => {
  bench = await MatrixBench.start();
}, 180_000);
afterAll(() => bench?.stop());

describe('A1: every route', () => {
  it('is served, and declares who may use it, as does every RPC', () => {
    const served = allServices.flatMap((service) => Object.values(service.routes));
    expect(new Set(served)).toEqual(new Set(routes.map(([, route]) => route)));
    const declared = routes.map(([name, { permission }]) => [name, permission] as const);
    const calls = allServices.flatMap(({ rpc }) =>
      Object.values(rpc).map(({ method, permission }) => [method, permission] as const),
    );
    expect(calls.length).toBeGreaterThan(20);
    const undeclared = [...declared, ...calls].filter(
      ([, policy]) => policy !== 'public' && policy !== 'service' && !isPermission(policy),
    );
    expect(undeclared).toEqual([]);
    expect(declared.filter(([, policy]) => policy === 'service')).toEqual([]);
  });

  it('is closed to whoever shows nothing', async () => {
    const cases = guarded.map(([name, route]) => ({
      ...{ name, route, request: bench.ownRequest(name, route) },
      fault: codeIs(route, 'UNAUTHENTICATED'),
    }));
    expect(cases.length).toBeGreaterThan(200);
    expect(await bench.faultsOf(cases, {})).toEqual([]);
  });

  it('is closed to a session that was revoked', async () => {
    const body = { email: bench.owner.tenant.ownerEmail, password: 'four grey herons wade' };
    const { accessToken } = await new ApiClient(bench.platform.url).call(logIn, { body });
    const headers = { authorization: `Bearer ${accessToken}` };
    await bench.owner.tenant.owner.call(revokeOtherSessions, {});
    const [name, route] = guarded.find(([each]) => each === 'listRuns')!;
    const request = bench.requestOf(name, route, bench.owner);
    await eventually(async () => expect((await send(bench.platform.url, route, request, headers)).status).toBe(401), {
      withinMs: 6_000,
    });
    const cases = guarded.map(([each, one]) => ({
      ...{ name: each, route: one, request: bench.ownRequest(each, one) },
      fault: codeIs(one, 'UNAUTHENTICATED'),
    }));
    expect(await bench.faultsOf(cases, headers)).toEqual([]);
  }, 120_000);

  describe.each(roles)('as %s', (role: Role) => {
    const [within, beyond] = [true, false].map((is) =>
      guarded.filter(([, { permission }]) => allows(role, permission as Permission) === is),
    );

    it('is closed where it asks for more', async () => {
      const headers = bearer(await bench.owner.tenant.member(role));
      const cases = beyond!.map(([name, route]) => ({
        ...{ name, route, request: bench.ownRequest(name, route) },
        fault: codeIs(route, 'FORBIDDEN'),
      }));
      expect(cases.length).toBeGreaterThan(role === 'owner' || role === 'admin' ? -1 : 30);
      expect(await bench.faultsOf(cases, headers)).toEqual([]);
    });

    it('answers where it does not, without a fault', async () => {
      const headers = bearer(await (await Tenant.signUp(bench.platform.url)).member(role));
      const faults: string[] = [];
      // What ends the session or the membership comes last.
      const order = within!.toSorted(
        ([, left], [, right]) => Number(left.permission === 'session:own') - Number(right.permission === 'session:own'),
      );
      for (const [name, route] of order) {
        const answer = await send(bench.platform.url, route, bench.requestOfNothing(name, route), {
          'if-match': '*',
          ...headers,
        });
        if (
          // What a contract names may be: a service that asks for more for some of the things, another side that does not answer.
          !mayFail(route, answer) &&
          (answer.status >= 500 || (answer.status === 403 && codeOf(route, answer) === spelled(route, 'FORBIDDEN')))
        )
          faults.push(`${name}: ${answer.status} ${answer.text}`);
        if (answer.status === 401 && route.permission !== 'session:own') faults.push(`${name}: 401`);
        if (answer.status === 200 && route.method === 'GET' && placesOf(route).some(({ part }) => part === 'params'))
          faults.push(`${name}: finds what does not exist`);
      }
      expect(faults).toEqual([]);
    }, 120_000);
  });

  it('is closed to an API key without its scope', async () => {
    const keys = new Map<string, Record<string, string>>();
    for (const missing of new Set(guarded.map(([, { permission }]) => permission as Permission))) {
      const scopes = keyScopes.filter((scope) => scope !== missing);
      const { key } = await bench.owner.tenant.owner.call(createApiKey, {
        body: { name: `all but ${missing}`, scopes },
      });
      keys.set(missing, { authorization: `Bearer ${key}` });
    }
    const cases = guarded.map(([name, route]) => ({
      ...{ name, route, request: bench.ownRequest(name, route) },
      headers: keys.get(route.permission)!,
      fault: codeIs(route, 'FORBIDDEN'),
    }));
    expect(await bench.faultsOf(cases)).toEqual([]);
  }, 120_000);
});

describe('A1: every RPC', () => {
  const calls = allServices
    .flatMap(({ rpc }) => Object.values(rpc))
    .filter(({ permission }) => isPermission(permission));
  const codeOfCall = (spec: RpcSpec, caller?: Caller): Promise<string> =>
    bench.platform
      .part('company', RpcClient)
      .call(spec, {}, caller ? { caller } : {})
      .then(
        () => 'OK',
        (error: unknown) => (error as AppError).code,
      );

  it('that acts for somebody is closed to nobody, and to roles below its own', async () => {
    expect(calls.length).toBeGreaterThan(20);
    const faults: string[] = [];
    for (const spec of calls) {
      const refusedTo = roles.filter((role) => !allows(role, spec.permission as Permission));
      const codes = [
        await codeOfCall(spec),
        ...(await Promise.all(refusedTo.map((role) => codeOfCall(spec, { ...callerOf(bench.stranger), role })))),
      ];
      if (codes.some((code) => code !== 'RPC_REJECTED' && code !== 'FORBIDDEN'))
        faults.push(`${spec.method}: ${codes.join()}`);
    }
    expect(faults).toEqual([]);
  });
});
