import { ConfigError } from '#libs/platform/config';
import { stopOnSignal } from '#libs/platform/http';
import { openHost, type Host } from './host.js';
import { startService, type ServiceDefinition } from './start-service.js';

/** The whole of a service's `main.ts`: start, listen, stop on a signal. A wrong configuration is said in plain words. */
export async function runService(definition: ServiceDefinition): Promise<void> {
  let host: Host | undefined;
  try {
    const opened = (host = await openHost(definition.name));
    const logger = opened.logger(definition.name);
    const service = await startService(definition, opened);
    stopOnSignal(async () => {
      // Time for whoever sends requests here to hear of it; who answers none may go at once.
      await service.close({ noticeMs: opened.role === 'worker' ? 0 : 1_000 });
      await opened.close();
    }, logger);
    const address = await service.listen(opened.port);
    logger.info({ address, role: opened.role }, 'ready');
  } catch (error) {
    await host?.close().catch(() => undefined);
    bootFailed(error);
  }
}

/** Says why the process cannot start, and ends it. */
export function bootFailed(error: unknown): never {
  const text =
    error instanceof ConfigError
      ? error.message
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
