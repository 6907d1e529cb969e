import type { Redis } from 'ioredis';
import type { Connection, ConnectionOptions } from 'mysql2/promise';

// Loaded on demand: unit tests import this lib too, and these two cost them half a second.

export const openMysql = async (options: ConnectionOptions): Promise<Connection> =>
  (await import('mysql2/promise')).createConnection(options);

export const openRedis = async (url: string): Promise<Redis> =>
  new (await import('ioredis')).Redis(url, { maxRetriesPerRequest: 2 });
