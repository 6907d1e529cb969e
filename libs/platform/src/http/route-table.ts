import type { INestApplicationContext } from '@nestjs/common';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer } from '@nestjs/core';
import type { Method, RouteSpec } from '#libs/contracts';
import { pathOf, routeOf } from './handle.js';

/** The routes that the controllers of an application serve, checked. */
export class RouteTable {
  private readonly patterns: { pattern: RegExp; method: Method }[];

  private constructor(readonly routes: readonly RouteSpec[]) {
    this.patterns = routes.map((route) => ({ method: route.method, pattern: patternOf(pathOf(route)) }));
  }

  /**
   * @throws Error when a controller method takes requests without `@Handle` (it would have no policy), when two serve the same
   * route, or when one of `expected` is served by nobody.
   */
  static of(app: INestApplicationContext, expected: readonly RouteSpec[]): RouteTable {
    const routes = controllersOf(app).flatMap((controller) => routesOf(controller));
    const seen = new Set<string>();
    for (const route of routes) {
      const name = nameOf(route);
      if (seen.has(name)) throw new Error(`${name} is served twice`);
      seen.add(name);
    }
    const missing = expected.map(nameOf).filter((name) => !seen.has(name));
    if (missing.length > 0) throw new Error(`No controller serves ${missing.join(', ')}`);
    return new RouteTable(routes);
  }

  /** Methods that a path takes, for `Allow`. */
  methodsOf(path: string): Method[] {
    return this.patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
  }
}

const nameOf = (route: RouteSpec) => `${route.method} ${pathOf(route)}`;

const patternOf = (path: string) =>
  new RegExp(`^${path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:\w+/g, '[^/]+')}$`);

type Controller = abstract new (...args: never[]) => object;

const controllersOf = (app: INestApplicationContext): Controller[] =>
  [...app.get(ModulesContainer).values()].flatMap((module) =>
    [...module.controllers.values()].map(({ metatype }) => metatype as Controller),
  );

function routesOf(controller: Controller): RouteSpec[] {
  const routes: RouteSpec[] = [];
  for (
    let at: object = controller.prototype as object;
    at !== Object.prototype;
    at = Object.getPrototypeOf(at) as object
  ) {
    for (const name of Object.getOwnPropertyNames(at)) {
      const method: unknown = name === 'constructor' ? undefined : Object.getOwnPropertyDescriptor(at, name)?.value;
      if (typeof method !== 'function' || !Reflect.hasMetadata(PATH_METADATA, method)) continue;
      const route = routeOf(method);
      if (!route) throw new Error(`${controller.name}.${name} takes requests without @Handle: it declares no policy`);
      routes.push(route);
    }
  }
  return routes;
}
