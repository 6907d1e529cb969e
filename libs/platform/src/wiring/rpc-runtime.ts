import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleInit,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { readFromHandler } from '#libs/platform/events';
import { handlersOf, matchHandlers, RpcClient, RpcServer } from '#libs/platform/rpc';
import { instancesOf } from './instances.js';
import { platformSettings, type PlatformSettings } from './settings.js';

/** Finds the RPC handlers of the application and serves them while it runs. */
@Injectable()
export class RpcRuntime
  implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  constructor(
    @Inject(platformSettings) private readonly settings: PlatformSettings,
    private readonly discovery: DiscoveryService,
    private readonly client: RpcClient,
    private readonly server: RpcServer,
  ) {}

  /** Before anything starts. @throws Error that names each method without a handler and each handler without a method */
  onModuleInit(): void {
    if (!this.settings.serveRpc) return;
    const catchUp = readFromHandler(this.settings.database);
    const found = instancesOf(this.discovery).flatMap(handlersOf);
    const specs = [...Object.values(this.settings.rpc), catchUp.spec];
    this.server.setHandlers(matchHandlers(specs, [...found, catchUp]));
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.client.ready();
    if (this.settings.serveRpc) await this.server.start();
  }

  /** While the database is still open: calls in work may need it. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.server.close();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.client.close();
  }
}
