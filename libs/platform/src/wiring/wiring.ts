import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { blobLocation, type BlobLocation, type Blobs, openBlobs } from '#libs/platform/blobs';
import { type CacheStore, MemoryCacheStore } from '#libs/platform/cache';
import { type EventBus, MemoryEventBus } from '#libs/platform/events';
import { type LimitStore, MemoryLimitStore } from '#libs/platform/limits';
import { type LiveBus, type LiveFeed, MemoryLiveBus, MemoryLiveFeed } from '#libs/platform/live';
import type { Logger } from '#libs/platform/logging';
import { type FrameSignature, hmacSignature, MemoryWire, type RpcWire } from '#libs/platform/rpc';
import type { MasterKey } from '#libs/platform/security';

export interface WiringConfig {
  /** Absent: everything stays in this process. */
  redisUrl?: string | undefined;
  /** `file://…` or `s3://…`; absent: the folder `blobs` in `dataDir`. */
  blobUrl?: string | undefined;
  dataDir: string;
  masterKey: MasterKey;
  logger: Logger;
}

/** The adapters of one process, shared by all services in it. */
export interface Wiring {
  readonly rpcWire: RpcWire;
  readonly signature: FrameSignature;
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
  const signature = hmacSignature(config.masterKey.derive('rpc'));
  if (!config.redisUrl) return { ...inProcess(), ...stored, signature };
  const { onRedis } = await import('./redis-wiring.js');
  return {
    ...(await onRedis(config.redisUrl, config.logger)),
    holder: randomBytes(9).toString('base64url'),
    ...stored,
    signature,
  };
}

const inProcess = (): Omit<Wiring, 'blobs' | 'blobLocation' | 'signature'> => {
  const [rpcWire, eventBus] = [new MemoryWire(), new MemoryEventBus()];
  const [liveBus, liveFeed] = [new MemoryLiveBus(), new MemoryLiveFeed()];
  const [cacheStore, limitStore] = [new MemoryCacheStore(), new MemoryLimitStore()];
  const close = async () =>
    void (await Promise.all([rpcWire, eventBus, liveBus, liveFeed].map((part) => part.close())));
  const parts = { rpcWire, eventBus, liveBus, liveFeed, cacheStore, limitStore };
  return { ...parts, holder: 'embedded', redisUrl: undefined, close };
};
