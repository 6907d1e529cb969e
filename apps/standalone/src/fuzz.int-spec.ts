import fc, { type Arbitrary } from 'fast-check';
import { errors, idPrefixes, newId, type ErrorCode, type IdKind, type Problem, type RouteSpec } from '#libs/contracts';
import { allRoutes, randomRuns, randomSeed, Tenant } from '#libs/testing';
import { hostileBodies, hostileTexts, hostileValues, replaced } from './testing/hostile-values.js';
import { PlatformInProcess } from './testing/platform-in-process.js';
import { problemCodesOf } from './testing/problem-codes.js';
import { parts, requestsOf, send, type Answer, type RouteRequest } from './testing/route-requests.js';
import { makeWorld, type World } from './testing/world.js';

/** How many requests of each route; AAAS_RANDOM_RUNS asks for more. */
const perRoute = randomRuns(20);
const atOnce = 8;
/** Longer than this no route may think; what waits on purpose is told to wait for a second. */
const patienceMs = 60_000;

const routes = allRoutes();
const kindOf = Object.fromEntries(Object.entries(idPrefixes).map(([kind, prefix]) => [prefix, kind as IdKind]));

let platform: PlatformInProcess;
let world: World;
/** Answers by the first digit of their status. */
const counts: Record<string, number> = {};

beforeAll(async () => {
  platform = await PlatformInProcess.start();
  world = await makeWorld(platform, await Tenant.signUp(platform.url), 'marigold');
}, 120_000);
afterAll(() => platform?.stop());

const authorization = () => `Bearer ${(world.tenant.owner as unknown as { token: string }).token}`;

/** Requests of a route: as its schemas want them, with one value that nobody expects, and with a body that is none. */
function cases(route: RouteSpec): Arbitrary<RouteRequest> {
  const idOf = (prefix: string) => world.ids[prefix] ?? newId(kindOf[prefix]!);
  const right = requestsOf(route, idOf);
  const wrong = fc
    .tuple(right, fc.nat(), fc.constantFrom(...parts), hostileValues, hostileTexts)
    .map(([request, pick, part, value, text]): RouteRequest => {
      if (part !== 'body') return { ...request, [part]: textsOnly(replaced(request[part], pick + 1, text), text) };
      return request.body === undefined ? request : { ...request, body: replaced(request.body, pick, value) };
    });
  const none = fc
    .tuple(right, hostileBodies)
    .map(([request, text]): RouteRequest =>
      route.body ? { ...request, body: new TextEncoder().encode(text) } : request,
    );
  return fc.oneof({ weight: 4, arbitrary: right }, { weight: 6, arbitrary: wrong }, { weight: 1, arbitrary: none });
}

const textsOnly = (value: unknown, otherwise: string): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : { x: otherwise };

/** What is wrong with an answer; nothing when it is as the contract says. */
function faultOf(route: RouteSpec, answer: Answer): string | undefined {
  if (answer.status >= 400) return faultOfProblem(route, answer);
  const spec = route.responses[answer.status];
  if (answer.status === 304 || (spec === undefined && Object.values(route.responses).includes('raw'))) return undefined;
  if (spec === undefined) return `answers ${answer.status}, which its contract does not name`;
  if (spec === 'empty') return answer.text === '' ? undefined : 'has a body where its contract says none';
  if (typeof spec === 'string' || !answer.contentType.startsWith('application/json')) return undefined;
  const parsed = spec.safeParse(JSON.parse(answer.text));
  return parsed.success ? undefined : `does not fit its contract: ${parsed.error.message.slice(0, 200)}`;
}

function faultOfProblem(route: RouteSpec, answer: Answer): string | undefined {
  if (route.failure) return answer.status < 500 && answer.contentType.includes('json') ? undefined : answer.text;
  // What a workflow answers is its own.
  if (Object.values(route.responses).includes('raw') && !answer.contentType.includes('problem')) return undefined;
  if (!answer.contentType.startsWith('application/problem+json')) return `is ${answer.contentType}`;
  const problem = JSON.parse(answer.text) as Problem;
  if (!Object.hasOwn(errors, problem.code)) return `has no known code: ${answer.text}`;
  if (problem.status !== answer.status || problem.requestId !== answer.requestId)
    return `tells another status or request: ${answer.text}`;
  // A path without its last part leads nowhere.
  if (problem.code === 'NOT_FOUND' && route.params) return undefined;
  const codes = problemCodesOf(route);
  if (problem.code === ('INTERNAL' satisfies ErrorCode)) return answer.text;
  return codes.has(problem.code) ? undefined : `answers ${problem.code}, which its contract does not name`;
}

async function tryOut(name: string, route: RouteSpec, seed: number): Promise<string[]> {
  const faults: string[] = [];
  for (const request of fc.sample(cases(route), { seed, numRuns: perRoute })) {
    if (Number(request.query['wait']) > 1) request.query['wait'] = 1;
    const told = (fault: string) => `${name}: ${fault} <- ${JSON.stringify(request).slice(0, 400)}`;
    try {
      const answer = await send(platform.url, route, request, { authorization: authorization() }, patienceMs);
      const group = `${Math.floor(answer.status / 100)}xx`;
      counts[group] = (counts[group] ?? 0) + 1;
      const fault = faultOf(route, answer);
      if (fault !== undefined) faults.push(told(fault));
    } catch (error) {
      faults.push(told(String(error)));
    }
  }
  return faults;
}

it(
  'A2: every route answers whatever it is sent: never with a fault of ours, always as its contract says',
  async () => {
    const seed = randomSeed();
    // What may end the session of whoever asks comes last.
    const order = routes.toSorted(
      ([, left], [, right]) => Number(left.permission === 'session:own') - Number(right.permission === 'session:own'),
    );
    const waiting = [...order];
    const faults: string[] = [];
    const work = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) faults.push(...(await tryOut(...next, seed)));
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    if (faults.length > 0) faults.unshift(`FC_SEED=${seed}`);
    expect(faults).toEqual([]);
    // Else all of it was refused for one and the same reason.
    expect(counts['2xx']).toBeGreaterThan(routes.length);
    expect(counts['4xx']).toBeGreaterThan(routes.length);
  },
  10 * 60_000,
);
