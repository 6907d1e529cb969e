import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { blobLocation, type BlobLocation, type Blobs, openBlobs } from '#libs/platform/blobs';
import { type CacheStore, MemoryCacheStore } from '#libs/platform/cache';
import { type EventBus, MemoryEventBus } from '#libs/platform/events';
import { type LimitStore, MemoryLimitStore } from '#libs/platform/limits';
import { type LiveBus, type LiveFeed, MemoryLiveBus, MemoryLiveFeed } from '#libs/platform/live';
import type { Logger } from '#libs/platform/logging';
import { MemoryWire, type RpcWire, ServiceIdentities, type Signer } from '#libs/platform/rpc';
import type { MasterKeyRing } from '#libs/platform/vault';

export interface WiringConfig {
  /** Absent: everything stays in this process. */
  redisUrl?: string | undefined;
  /** PEM of the authority that vouches for it. */
  redisCa?: string | undefined;
  /** `file://…` or `s3://…`; absent: the folder `blobs` in `dataDir`. */
  blobUrl?: string | undefined;
  dataDir: string;
  /** The part that this process plays. */
  role?: Signer['role'] | undefined;
  masterKeys: MasterKeyRing;
  logger: Logger;
}

/** The adapters of one process, shared by all services in it. */
export interface Wiring {
  readonly rpcWire: RpcWire;
  /** Who this process is to others. */
  readonly identities: ServiceIdentities;
  readonly eventBus: EventBus;
  readonly liveBus: LiveBus;
  readonly liveFeed: LiveFeed;
  readonly cacheStore: CacheStore;
  readonly limitStore: LimitStore;
  readonly blobs: Blobs;
  /** Where the blobs lie, for engines that read and write beside them. */
  readonly blobLocation: BlobLocation;
  /** Names this process as the holder of leases. An embedded platform always has the same name, and so takes its own old leases at once. */
  readonly holder: string;
  /** For what speaks Redis by itself, such as the queue of wake-ups. Absent: wake up in memory. */
  readonly redisUrl: string | undefined;
  readonly redisCa?: string | undefined;
  /** Closes the connections; call it after the services. */
  close(): Promise<void>;
}

/**
 * Chooses the adapters once, at boot: the only place where the two ways to run differ.
 * @throws Error when Redis is configured to evict, or an address is of no known kind
 */
export async function createWiring(config: WiringConfig): Promise<Wiring> {
  const blobUrl = config.blobUrl ?? pathToFileURL(resolve(join(config.dataDir, 'blobs'))).href;
  const stored = { blobs: await openBlobs(blobUrl), blobLocation: blobLocation(blobUrl) };
  const identities = new ServiceIdentities(config.masterKeys, config.role);
  if (!config.redisUrl) return { ...inProcess(), ...stored, identities };
  const { onRedis } = await import('./redis-wiring.js');
  return {
    ...(await onRedis(config.redisUrl, config.logger, config.redisCa)),
    holder: randomBytes(9).toString('base64url'),
    ...stored,
    identities,
  };
}

const inProcess = (): Omit<Wiring, 'blobs' | 'blobLocation' | 'identities'> => {
  const [rpcWire, eventBus] = [new MemoryWire(), new MemoryEventBus()];
  const [liveBus, liveFeed] = [new MemoryLiveBus(), new MemoryLiveFeed()];
  const [cacheStore, limitStore] = [new MemoryCacheStore(), new MemoryLimitStore()];
  const close = async () =>
    void (await Promise.all([rpcWire, eventBus, liveBus, liveFeed].map((part) => part.close())));
  const parts = { rpcWire, eventBus, liveBus, liveFeed, cacheStore, limitStore };
  return { ...parts, holder: 'embedded', redisUrl: undefined, close };
};
