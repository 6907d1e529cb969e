import { newId, type IdKind, type RouteSpec } from '#libs/contracts';
import { requestExamples } from './request-examples.js';
import { acceptedRequest, placesOf, send, type RouteRequest } from './route-requests.js';
import { idPlaces, schemaOf } from './schema-values.js';
import type { World } from './world.js';

type NamedRoute = readonly [name: string, route: RouteSpec];

/** Whether a route answers with new things of this kind: `{ id: 'wf_…' }`, `{ documents: [{ id: 'doc_…' }] }`. */
const makes = ({ method, responses }: RouteSpec, prefix: string): boolean =>
  method === 'POST' &&
  Object.values(responses).some(
    (spec) =>
      typeof spec !== 'string' &&
      idPlaces(schemaOf(spec, 'output')).some(([place, kind]) => /^(\w+\[\]\.)?id$/.test(place) && kind === prefix),
  );

/** The request, its name the word of the world where it has one. */
function worded(request: RouteRequest, route: RouteSpec, word: string): RouteRequest {
  const body = { ...(request.body as object | undefined), name: word };
  return route.body?.safeParse(body).success ? { ...request, body } : request;
}

/**
 * Gives a world what its routes want ids of and it has not yet: asks for it by whatever route answers with a new one. So a kind of thing that
 * is new to the platform is in the matrix as soon as its routes are.
 */
export async function fillByContract(
  world: World,
  routes: readonly NamedRoute[],
  kindOf: Readonly<Record<string, IdKind>>,
): Promise<World> {
  const ids: Record<string, string> = { ...world.ids };
  const wanted = () => new Set(routes.flatMap(([, route]) => placesOf(route).map(({ prefix }) => prefix)));
  const authorization = `Bearer ${(world.tenant.owner as unknown as { token: string }).token}`;
  for (const prefix of [...wanted()].filter((each) => ids[each] === undefined)) {
    for (const [name, route] of routes.filter(([, each]) => makes(each, prefix))) {
      const idAt = (place: { prefix: string }) => ids[place.prefix] ?? newId(kindOf[place.prefix]!);
      const request = worded(acceptedRequest(name, route, { idAt, given: requestExamples[name] }), route, world.word);
      const { status, text } = await send(world.tenant.url, route, request, { authorization });
      const id = status < 300 ? new RegExp(`"id":"(${prefix}_\\w{26})"`).exec(text)?.[1] : undefined;
      if (id) ids[prefix] ??= id;
    }
  }
  return { ...world, ids };
}
