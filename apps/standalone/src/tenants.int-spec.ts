import type { RouteSpec } from '#libs/contracts';
import { codeOf, mayFail } from './testing/answers.js';
import { bearer, guarded, MatrixBench, routes, secretWord, type Case } from './testing/matrix-bench.js';
import { placesOf, send, type Answer, type Place } from './testing/route-requests.js';
import { changesBetween } from './testing/table-watch.js';

let bench: MatrixBench;
beforeAll(async () => {
  bench = await MatrixBench.start();
}, 180_000);
afterAll(() => bench?.stop());

describe('A1: another company’s id', () => {
  /** In a path, or named in a body, it must not be found. A filter finds nothing, and whoever signs in is nobody yet. */
  const faultOfForeign =
    (route: RouteSpec, { part }: Place) =>
    (answer: Answer) => {
      const { status } = answer;
      const isRefused = status >= 400 && status < 500;
      const isNotFound = status === 404 || status === 403;
      const isReading = route.permission === 'public' || part === 'query';
      const isFine = isReading ? status < 500 || mayFail(route, answer) : part === 'params' ? isNotFound : isRefused;
      return isFine ? undefined : `${status} ${codeOf(route, answer)}: ${answer.text.slice(0, 200)}`;
    };

  /** Bodies that say which of one's own things are meant, as a query does. */
  const isFilter = ({ name, place: { path } }: { name: string; place: Place }) =>
    name === 'redriveDeadLetters' || name === 'rerunRuns' || /(^|\.)(replay|filters)\./.test(path);

  const places = (part: Place['part']) =>
    routes.flatMap(([name, route]) =>
      placesOf(route)
        .filter((place) => place.part === part)
        .map((place) => ({ name, route, place })),
    );
  const casesOf = (list: { name: string; route: RouteSpec; place: Place }[]): Case[] =>
    list.map(({ name, route, place }) => ({
      name: `${name} (${place.part}.${place.path} ${place.prefix})`,
      route,
      request: bench.requestOf(name, route, bench.stranger, place, bench.owner),
      fault: faultOfForeign(route, place),
    }));

  it('stands for something that is there', () => {
    const wanted = new Set((['params', 'query', 'body'] as const).flatMap(places).map(({ place }) => place.prefix));
    expect([...wanted].filter((prefix) => bench.owner.ids[prefix] === undefined)).toEqual([]);
  });

  it('in a path is not found', async () => {
    const named = routes.flatMap(([name, route]) =>
      // Importing makes the set of this name.
      (name === 'importRecordingSet' ? [] : bench.namedParams(route)).map((path) => ({
        ...{ name, route },
        place: { part: 'params' as const, path, prefix: '' },
      })),
    );
    const cases = casesOf([...places('params'), ...named]);
    expect(cases.length).toBeGreaterThan(100);
    expect(await bench.faultsOf(cases, bearer(bench.stranger.tenant.owner))).toEqual([]);
  }, 120_000);

  it('in a query finds nothing', async () => {
    const cases = casesOf(places('query'));
    expect(cases.length).toBeGreaterThan(10);
    expect(await bench.faultsOf(cases, bearer(bench.stranger.tenant.owner))).toEqual([]);
  });

  it('in a body is refused', async () => {
    const cases = casesOf(places('body').filter((place) => !isFilter(place)));
    expect(cases.length).toBeGreaterThan(15);
    expect(await bench.faultsOf(cases, bearer(bench.stranger.tenant.owner))).toEqual([]);
  });

  it('in a filter of a body finds nothing', async () => {
    const filters = places('body').filter(isFilter);
    const before = await bench.platform.tables.settled();
    for (const { name, route, place } of filters)
      expect(
        (
          await send(
            bench.platform.url,
            route,
            bench.requestOf(name, route, bench.stranger, place, bench.owner),
            bearer(bench.stranger.tenant.owner),
          )
        ).text,
      ).not.toContain(secretWord);
    const after = await bench.platform.tables.settled();
    expect(changesBetween(before, after).filter((change) => change.includes(bench.owner.tenant.companyId))).toEqual([]);
  });

  it('is on no list', async () => {
    const lists = guarded.filter(([, { method, params }]) => method === 'GET' && params === undefined);
    const cases = lists.map(([name, route]) => ({
      name,
      route,
      request: bench.requestOf(name, route, bench.stranger),
      fault: () => undefined,
    }));
    expect(cases.length).toBeGreaterThan(50);
    expect(await bench.faultsOf(cases, bearer(bench.stranger.tenant.owner))).toEqual([]);
  });

  it('that a workflow names is not found when it runs', async () => {
    const { tenant } = bench.stranger;
    const nodes = [
      { id: 'start', kind: 'trigger.api', config: {} },
      { id: 'borrow', kind: 'agent.task', config: { agent: bench.owner.ids['agt']!, goal: 'Tell me' } },
    ];
    const edges = [{ from: 'start', to: 'borrow' }];
    const workflow = await tenant.publish('Borrows', { schemaVersion: 1, nodes, edges });
    const run = await tenant.finished(await tenant.run(workflow, {}));
    expect(run.error).toMatchObject({ code: 'AGENT_NOT_FOUND' });
  });
});
