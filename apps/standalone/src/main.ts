import 'reflect-metadata';
import { fileURLToPath } from 'node:url';
import type { ServiceName } from '#libs/contracts';
import { stopOnSignal, type Service } from '#libs/platform/http';
import { bootFailed, openHost, startService } from '#libs/service';
import { agentsService } from '../../agents/src/app.module.js';
import { aiService } from '../../ai/src/app.module.js';
import { authService } from '../../auth/src/app.module.js';
import { companyService } from '../../company/src/app.module.js';
import { notificationsService } from '../../notifications/src/app.module.js';
import { FrontDoor } from './front-door.js';
import { Pages } from './pages.js';

/** All five services in one process: five Nest applications, none listening, behind one front door. */
async function main(): Promise<void> {
  const host = await openHost('standalone');
  const logger = host.logger('standalone');
  const services = new Map<ServiceName, Service>();
  for (const definition of [authService, companyService, aiService, notificationsService, agentsService])
    services.set(definition.name, await startService(definition, host));
  const door = new FrontDoor(services, new Pages(fileURLToPath(new URL('../../../', import.meta.url))));
  stopOnSignal(async () => {
    const closed = door.close();
    await Promise.all([...services.values()].map((service) => service.close()));
    await closed;
    await host.close();
  }, logger);
  const port = await door.listen(host.port);
  logger.info({ url: host.publicUrl, port, dataDir: host.dataDir }, 'ready');
}

await main().catch(bootFailed);
