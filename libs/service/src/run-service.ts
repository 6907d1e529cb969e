import { ConfigError } from '#libs/platform/config';
import { stopOnSignal } from '#libs/platform/http';
import { openHost, type Host } from './host.js';
import { startService, type ServiceDefinition } from './start-service.js';

/**
 * Time for whoever sends requests here to hear of it, so that nothing fails; 28 s in all. The gateway passes a replica that came back
 * over for up to two seconds (`fail_timeout`): the next one is only gone after that.
 */
const leaving = { noticeMs: 3_000, keptMs: 5_000, drainMs: 20_000 };

/** The whole of a service's `main.ts`: start, listen, stop on a signal. A wrong configuration is said in plain words. */
export async function runService(definition: ServiceDefinition): Promise<void> {
  let host: Host | undefined;
  try {
    const opened = (host = await openHost(definition.name));
    const logger = opened.logger(definition.name);
    const service = await startService(definition, opened);
    stopOnSignal(async () => {
      await service.close(opened.role === 'worker' ? {} : leaving);
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
