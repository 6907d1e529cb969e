import type { INestApplicationContext } from '@nestjs/common';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer } from '@nestjs/core';
import type { Method, RouteSpec } from '#libs/contracts';
import { pathOf, routeOf } from './handle.js';
import type { ServedRoute } from './serve-routes.js';

/** The routes that the controllers of an application serve, checked. */
export class RouteTable {
  private readonly patterns: { pattern: RegExp; method: Method }[];

  private constructor(readonly served: readonly ServedRoute[]) {
    this.patterns = served.map(({ route }) => ({ method: route.method, pattern: patternOf(pathOf(route)) }));
  }

  /**
   * @throws Error when a controller method takes requests without `@Handle` (it would have no policy), when two serve the same
   * route, or when one of `expected` is served by nobody.
   */
  static of(app: INestApplicationContext, expected: readonly RouteSpec[]): RouteTable {
    const served = controllersOf(app).flatMap(routesOf);
    const seen = new Set<string>();
    for (const { route } of served) {
      const name = nameOf(route);
      if (seen.has(name)) throw new Error(`${name} is served twice`);
      seen.add(name);
    }
    const missing = expected.map(nameOf).filter((name) => !seen.has(name));
    if (missing.length > 0) throw new Error(`No controller serves ${missing.join(', ')}`);
    return new RouteTable(served);
  }

  /** Methods that a path takes, for `Allow`. */
  methodsOf(path: string): Method[] {
    return this.patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
  }
}

const nameOf = (route: RouteSpec) => `${route.method} ${pathOf(route)}`;

const patternOf = (path: string) =>
  new RegExp(`^${path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:\w+/g, '[^/]+')}$`);

const controllersOf = (app: INestApplicationContext): object[] =>
  [...app.get(ModulesContainer).values()].flatMap((module) =>
    [...module.controllers.values()].map(({ instance }) => instance as object),
  );

function routesOf(controller: object): ServedRoute[] {
  const served: ServedRoute[] = [];
  const prototype = Object.getPrototypeOf(controller) as object;
  for (let at = prototype; at !== Object.prototype; at = Object.getPrototypeOf(at) as object) {
    for (const name of Object.getOwnPropertyNames(at)) {
      const method: unknown = name === 'constructor' ? undefined : Object.getOwnPropertyDescriptor(at, name)?.value;
      if (typeof method !== 'function') continue;
      if (Reflect.hasMetadata(PATH_METADATA, method))
        throw new Error(`${prototype.constructor.name}.${name} takes requests without @Handle: it declares no policy`);
      const route = routeOf(method);
      if (route) served.push({ route, handle: method.bind(controller) as ServedRoute['handle'] });
    }
  }
  return served;
}
