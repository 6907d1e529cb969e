import type { ServiceName } from '#libs/contracts';
import { loadConfig } from '#libs/platform/config';
import type { Service } from '#libs/platform/http';
import { startService, type Host } from '#libs/service';
import { agentsService } from '../../agents/src/app.module.js';
import { aiService } from '../../ai/src/app.module.js';
import { authService } from '../../auth/src/app.module.js';
import { companyService } from '../../company/src/app.module.js';
import { notificationsService } from '../../notifications/src/app.module.js';
import { doorConfig } from './config.js';
import { DoorRules } from './door/door-rules.js';
import { FrontDoor } from './front-door.js';
import { Pages } from './pages.js';

/** All five, in the order in which they start. */
export const allServices = [authService, companyService, aiService, notificationsService, agentsService];

/** All five services in one process: five Nest applications, none listening, behind one front door. */
export interface Platform {
  readonly services: ReadonlyMap<ServiceName, Service>;
  readonly door: FrontDoor;
  close(): Promise<void>;
}

/** @param built folder of the built web app and documents */
export async function startPlatform(host: Host, built: string): Promise<Platform> {
  const { door: settings } = loadConfig({ door: doorConfig });
  const services = new Map<ServiceName, Service>();
  for (const definition of allServices) services.set(definition.name, await startService(definition, host));
  const rules = new DoorRules({ ...settings, publicUrl: host.publicUrl, dataDir: host.dataDir });
  const door = new FrontDoor(services, new Pages(built), rules);
  return {
    services,
    door,
    async close() {
      const closed = door.close();
      await Promise.all([...services.values()].map((service) => service.close()));
      await closed;
      await host.close();
    },
  };
}
