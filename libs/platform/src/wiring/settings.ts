import type { RpcSpec, ServiceName } from '#libs/contracts';
import type { Database } from '#libs/platform/database';
import type { Logger } from '#libs/platform/logging';
import type { Wiring } from './wiring.js';

/** Token of what the runtimes need to know. */
export const platformSettings = Symbol('platform settings');

export interface PlatformSettings {
  service: ServiceName;
  wiring: Wiring;
  database: Database;
  logger: Logger;
  rpc: Record<string, RpcSpec>;
  serveRpc: boolean;
}
