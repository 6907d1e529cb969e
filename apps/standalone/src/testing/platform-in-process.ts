import { randomBytes } from 'node:crypto';
import { channel } from 'node:diagnostics_channel';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Type } from '@nestjs/common';
import { services, type ServiceName } from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { openHost } from '#libs/service';
import { openDoor } from '#libs/testing';
import { startPlatform, type Platform } from '../platform.js';
import { TableWatch } from './table-watch.js';

/**
 * The embedded platform in this process, on a port and with a data folder of its own. Nothing stands between a test and what the platform
 * does: every row of every table and every connection that it opens can be seen.
 */
export class PlatformInProcess {
  /** Addresses that were connected to, other than the platform's own. */
  readonly calls: string[] = [];
  readonly tables: TableWatch;

  private constructor(
    readonly url: string,
    readonly port: number,
    private readonly platform: Platform,
    readonly dataDir: string,
  ) {
    this.tables = new TableWatch(services.map((name) => [name, this.database(name)]));
    channel('net.client.socket').subscribe(this.onSocket);
  }

  /** @param built folder of the web app and documents; without one there are no pages. @param wish its port, where it must be known before */
  static async start(environment: Record<string, string> = {}, built?: string, wish = 0): Promise<PlatformInProcess> {
    const dataDir = mkdtempSync(join(tmpdir(), 'aaas-platform-'));
    delete process.env['DATABASE_URL'];
    delete process.env['REDIS_URL'];
    Object.assign(process.env, {
      AAAS_DATA_DIR: dataDir,
      AAAS_MASTER_KEY: randomBytes(32).toString('base64'),
      LOG_LEVEL: 'silent',
      ...openDoor,
      ...environment,
    });
    mkdirSync(join(dataDir, 'docs'));
    const platform = await startPlatform(await openHost('standalone'), built ?? dataDir);
    const port = await platform.door.listen(wish);
    return new PlatformInProcess(`http://127.0.0.1:${port}`, port, platform, dataDir);
  }

  private readonly onSocket = (message: unknown): void => {
    const { socket } = message as { socket: Socket };
    const open = socket.connect.bind(socket);
    socket.connect = ((...args: unknown[]) => {
      const [target] = [args[0]].flat() as { host?: string; port?: number | string }[];
      if (Number(target?.port) !== this.port) this.calls.push(`${target?.host}:${target?.port}`);
      return (open as (...given: unknown[]) => Socket)(...args);
    }) as Socket['connect'];
  };

  /** Lets a service listen by itself, as it does behind a gateway. @returns its port */
  async listenApart(service: ServiceName): Promise<number> {
    return Number(new URL(await this.platform.services.get(service)!.listen(0, '127.0.0.1')).port);
  }

  database(service: ServiceName): Database {
    return this.part(service, Database);
  }

  /** A part of a service, to be called as its neighbours in the container do. */
  part<T>(service: ServiceName, token: Type<T> | (abstract new (...args: never[]) => T)): T {
    return this.platform.services.get(service)!.app.get<T>(token as Type<T>, { strict: false });
  }

  async stop(): Promise<void> {
    channel('net.client.socket').unsubscribe(this.onSocket);
    await this.platform.close();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}
