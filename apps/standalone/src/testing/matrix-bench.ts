import {
  idPrefixes,
  newId,
  permissions,
  type Caller,
  type IdKind,
  type Permission,
  type RouteSpec,
} from '#libs/contracts';
import type { ApiClient } from '#libs/client';
import { allRoutes, eventually, Tenant } from '#libs/testing';
import { PlatformInProcess } from './platform-in-process.js';
import { fillByContract } from './made-by-contract.js';
import { requestExamples } from './request-examples.js';
import { acceptedRequest, placesOf, send, type Answer, type Place, type RouteRequest } from './route-requests.js';
import { changesBetween } from './table-watch.js';
import { makeWorld, type World } from './world.js';

/** What no stranger may ever be shown. */
export const secretWord = 'heliotrope';

export interface Case {
  name: string;
  route: RouteSpec;
  request: RouteRequest;
  headers?: Record<string, string>;
  /** What is wrong with the answer; nothing when it is as it should be. */
  fault: (answer: Answer) => string | undefined;
}

export const routes = allRoutes();
export const guarded = routes.filter(([, { permission }]) => permission !== 'public');
export const isPermission = (policy: string): policy is Permission => Object.hasOwn(permissions, policy);
export const bearer = (client: ApiClient) => ({
  authorization: `Bearer ${(client as unknown as { token: string }).token}`,
});
export const callerOf = ({ ids }: World): Caller => {
  const [companyId, userId, sessionId] = [ids['co']!, ids['usr']!, ids['ses']!];
  return { kind: 'user', role: 'owner', companyId, userId, sessionId };
};

/** No work of the worlds goes on that would change a table later. */
async function atRest(platform: PlatformInProcess): Promise<void> {
  for (const service of ['company', 'agents'] as const) {
    const busy = await platform
      .database(service)
      .query<{ id: string }>("SELECT id FROM durable_runs WHERE status IN ('queued', 'running')");
    if (busy.length > 0) throw new Error(`Still at work: ${busy.map(({ id }) => id).join(', ')}`);
  }
}

const kindOf = Object.fromEntries(Object.entries(idPrefixes).map(([kind, prefix]) => [prefix, kind as IdKind]));

/** The segment of a path before a parameter: `tools` in `/tools/:id`. */
const before = ({ path }: RouteSpec, name: string) =>
  new RegExp(`([^/]+?)(?:/|(?<=-)):${name}(/|$)`).exec(path)?.[1] ?? '';

/** Two companies that have one of everything, on one platform, and the requests that go between them. */
export class MatrixBench {
  private readonly made = new Map<string, RouteRequest>();

  private constructor(
    readonly platform: PlatformInProcess,
    /** Whose things are reached for. */
    readonly owner: World,
    /** Who reaches for them: the owner of another company. */
    readonly stranger: World,
  ) {}

  static async start(): Promise<MatrixBench> {
    const platform = await PlatformInProcess.start();
    const [mine, theirs] = [await Tenant.signUp(platform.url), await Tenant.signUp(platform.url)];
    const made = [await makeWorld(platform, mine, secretWord), await makeWorld(platform, theirs, 'marigold')];
    const [owner, stranger] = await Promise.all(made.map((world) => fillByContract(world, routes, kindOf)));
    await eventually(() => atRest(platform), { withinMs: 60_000 });
    return new MatrixBench(platform, owner!, stranger!);
  }

  stop(): Promise<void> {
    return this.platform.stop();
  }

  /** The params of a route whose values are things of a company though its schema tells of no id. */
  namedParams(route: RouteSpec): string[] {
    const told = new Set(placesOf(route).map(({ part, path }) => `${part}.${path}`));
    const names = Object.keys(route.params?.shape ?? {});
    return names.filter((name) => before(route, name) in this.owner.after && !told.has(`params.${name}`));
  }

  /** A request of things that belong to `mine`, but at `place` (everywhere without one), where the things of `theirs` stand. */
  requestOf(name: string, route: RouteSpec, mine: World, place?: Place, theirs?: World): RouteRequest {
    const idAt = ({ part, prefix }: Omit<Place, 'path'>) => {
      const isTheirs = place && theirs && part === place.part && prefix === place.prefix;
      return (isTheirs ? theirs : mine).ids[prefix] ?? newId(kindOf[prefix]!);
    };
    const key = JSON.stringify([name, mine.word, place, theirs?.word]);
    const filling = { idAt, ...(place ? { place } : {}), given: requestExamples[name] };
    const request = this.made.get(key) ?? acceptedRequest(name, route, filling);
    this.made.set(key, request);
    for (const param of this.namedParams(route)) {
      const isTheirs = theirs && (place === undefined || (place.part === 'params' && place.path === param));
      request.params[param] = (isTheirs ? theirs : mine).after[before(route, param)];
    }
    return request;
  }

  /** The owner's own request of the owner's things. */
  ownRequest(name: string, route: RouteSpec): RouteRequest {
    return this.requestOf(name, route, this.owner, undefined, this.owner);
  }

  /** A request of well-formed ids of things that do not exist. */
  requestOfNothing(name: string, route: RouteSpec): RouteRequest {
    return acceptedRequest(name, route, {
      idAt: ({ prefix }) => newId(kindOf[prefix]!),
      given: requestExamples[name],
    });
  }

  /** Sends all of a batch and says what is wrong: answers, rows that changed, calls that left the platform. */
  async faultsOf(cases: readonly Case[], shared: Record<string, string> = {}): Promise<string[]> {
    const { tables, url, calls } = this.platform;
    const rows = await tables.settled();
    calls.length = 0;
    const faults: string[] = [];
    for (const { name, route, request, headers, fault } of cases) {
      const answer = await send(url, route, request, { 'if-match': '*', ...shared, ...headers });
      const found = fault(answer);
      if (found !== undefined) faults.push(`${name}: ${found}`);
      // A refusal may repeat the name that was asked for.
      if (answer.text.includes(secretWord) && !JSON.stringify(request).includes(secretWord))
        faults.push(`${name}: shows what is not the caller’s`);
    }
    const changes = changesBetween(rows, await tables.settled());
    return [...faults, ...changes.map((change) => `written: ${change}`), ...calls.map((call) => `called: ${call}`)];
  }
}
