import * as contracts from '#libs/contracts';
import type { RouteSpec } from '#libs/contracts';

const isRoute = (value: unknown): value is RouteSpec =>
  typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'responses' in value;

/** Every route of the contracts, by its name. */
export const allRoutes = (): [string, RouteSpec][] =>
  Object.entries(contracts as Record<string, unknown>).filter((entry): entry is [string, RouteSpec] =>
    isRoute(entry[1]),
  );
