import {
  permissions,
  idPrefixes,
  newId,
  roleAtLeast,
  type IdKind,
  type Problem,
  type Role,
  type RouteSpec,
} from '#libs/contracts';
import type { ApiClient } from '#libs/client';
import { allRoutes, launchEmbedded, Tenant, type ServiceProcess } from '#libs/testing';

let platform: ServiceProcess;
let tenant: Tenant;

beforeAll(async () => {
  platform = await launchEmbedded();
  tenant = await Tenant.signUp(platform.url);
}, 60_000);
afterAll(() => platform.stop());

const prefixes = Object.fromEntries(Object.entries(idPrefixes).map(([kind, prefix]) => [prefix, kind as IdKind]));

/** A path with well-formed ids of things that do not exist. */
function pathOf(route: RouteSpec): string {
  const shape = route.params?.shape ?? {};
  return `${route.root ? '' : '/api/v1'}${route.path}`.replace(/:(\w+)/g, (_, name: string) => {
    const pattern = JSON.stringify(
      (shape[name] as { meta?: () => { examples?: string[] } } | undefined)?.meta?.()?.examples ?? '',
    );
    const prefix = /"([a-z]+)_/.exec(pattern)?.[1];
    const kind = prefix === undefined ? undefined : prefixes[prefix];
    return kind ? newId(kind) : '1';
  });
}

async function ask(
  route: RouteSpec,
  headers: Record<string, string>,
): Promise<{ status: number; problem: Partial<Problem>; contentType: string }> {
  const body =
    route.body === undefined ? {} : { body: '{}', headers: { 'content-type': 'application/json', ...headers } };
  const response = await fetch(platform.url + pathOf(route), { method: route.method, headers, ...body });
  const text = await response.text();
  const contentType = response.headers.get('content-type') ?? '';
  return {
    status: response.status,
    contentType,
    problem: contentType.includes('json') && text ? problemIn(text, response.headers.get('x-request-id')) : {},
  };
}

/** A problem document, or what a route of another format makes of it. */
function problemIn(text: string, requestId: string | null): Partial<Problem> {
  const read = JSON.parse(text) as Partial<Problem> & { error?: { code?: Problem['code'] } };
  return read.error?.code ? { code: read.error.code, ...(requestId ? { requestId } : {}) } : read;
}

/** How the route spells a code of the platform. */
function codeIn(route: RouteSpec, status: number, code: Problem['code']): string {
  const problem = { status, code, title: '', type: '', requestId: '' } as Problem;
  const body = route.failure?.(problem).body as { error: { code: string } } | undefined;
  return body?.error.code ?? code;
}

const guarded = allRoutes().filter(([, { permission }]) => permission !== 'public');
const bearer = (client: ApiClient) => ({ authorization: `Bearer ${(client as unknown as { token: string }).token}` });

describe('A1: who may call what', () => {
  it('covers the whole API', () => {
    expect(guarded.length).toBeGreaterThan(45);
  });

  it.each(guarded)('%s: nobody without a token', async (_name, route) => {
    const { status, problem, contentType } = await ask(route, {});
    expect([status, problem.code]).toEqual([401, codeIn(route, 401, 'UNAUTHENTICATED')]);
    expect(contentType).toContain(route.failure ? 'application/json' : 'application/problem+json');
    expect(problem.requestId).toBeTruthy();
  });

  describe.each(['viewer', 'operator', 'builder', 'admin'] as const)('as %s', (role: Role) => {
    let headers: Record<string, string>;
    beforeAll(async () => {
      headers = bearer(await tenant.member(role));
    });
    const beyond = guarded.filter(
      ([, { permission }]) => !roleAtLeast(role, permissions[permission as keyof typeof permissions]),
    );
    const within = guarded.filter(([, { permission }]) =>
      roleAtLeast(role, permissions[permission as keyof typeof permissions]),
    );

    if (beyond.length > 0) {
      it.each(beyond)('%s is refused', async (_name, route) => {
        const { status, problem } = await ask(route, headers);
        expect([status, problem.code]).toEqual([403, codeIn(route, 403, 'FORBIDDEN')]);
      });
    }

    it('the rest answers without a fault, and what does not exist is not found', async () => {
      const statuses: [string, number, string | undefined][] = [];
      for (const [name, route] of within.filter(([, { responses }]) => !Object.values(responses).includes('sse'))) {
        const { status, problem } = await ask(route, headers);
        statuses.push([name, status, problem.code]);
      }
      expect(statuses.filter(([, status]) => status === 401 || status === 403 || status >= 500)).toEqual([]);
      const lookUps = statuses.filter(
        ([name]) => name.startsWith('get') && within.find(([each]) => each === name)![1].path.includes(':'),
      );
      for (const [name, status] of lookUps) expect([name, status]).toEqual([name, 404]);
    });
  });
});
