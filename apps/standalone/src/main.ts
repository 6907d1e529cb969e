import 'reflect-metadata';
import { fileURLToPath } from 'node:url';
import { stopOnSignal } from '#libs/platform/http';
import { bootFailed, openHost } from '#libs/service';
import { startPlatform } from './platform.js';

async function main(): Promise<void> {
  const host = await openHost('standalone');
  const logger = host.logger('standalone');
  const { door, close } = await startPlatform(host, fileURLToPath(new URL('../../../', import.meta.url)));
  stopOnSignal(close, logger);
  const port = await door.listen(host.port);
  logger.info({ url: host.publicUrl, port, dataDir: host.dataDir }, 'ready');
}

await main().catch(bootFailed);
