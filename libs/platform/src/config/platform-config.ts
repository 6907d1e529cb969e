import { isIP } from 'node:net';
import { z } from 'zod';
import { defineConfig, variable } from './config-slice.js';
import { masterKeysOf } from './master-key.js';

const url = (schemes: string[], example: string) =>
  z
    .string()
    .refine(
      (text) => URL.canParse(text) && schemes.includes(new URL(text).protocol.slice(0, -1)),
      `expected an address such as ${example}`,
    );

/** Comma-separated list. */
const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((entry) => entry.trim())
      .filter(Boolean),
  );

/** One or several certificates as PEM. */
const certificate = z
  .string()
  .refine((text) => text.includes('-----BEGIN CERTIFICATE-----'), 'expected PEM: -----BEGIN CERTIFICATE-----');

const isNetwork = (text: string): boolean => {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
};

/** Comma-separated addresses and CIDRs. */
export const addressList = list.refine(
  (entries) => entries.every(isNetwork),
  'expected addresses and CIDRs such as 10.0.0.0/8, comma-separated',
);

/** Comma-separated origins, each as a browser sends it. */
export const originList = list.refine(
  (entries) => entries.every((entry) => /^https?:$/.test(protocolOf(entry)) && new URL(entry).origin === entry),
  'expected origins such as https://app.example.com, comma-separated and without a path',
);

const protocolOf = (text: string): string => (URL.canParse(text) ? new URL(text).protocol : '');

/** Where the platform listens, what it keeps, and which part it plays. */
export const serverConfig = defineConfig('server', {
  port: variable(
    'PORT',
    z.coerce.number('expected a port number').int('expected a port number').min(0).max(65535).default(8080),
    'Port of the front door, or of the service when it runs alone',
  ),
  dataDir: variable(
    'AAAS_DATA_DIR',
    z.string().default('./data'),
    'Folder that keeps everything in embedded mode: databases, files, generated secrets',
  ),
  publicUrl: variable(
    'AAAS_PUBLIC_URL',
    url(['http', 'https'], 'https://aaas.example.com')
      .transform((text) => text.replace(/\/+$/, ''))
      .optional(),
    'Address that links and callbacks carry; http://localhost:PORT when absent',
  ),
  role: variable(
    'AAAS_ROLE',
    z.enum(['api', 'worker', 'all'], 'expected api, worker or all').default('all'),
    'Whether a service answers requests, works in the background, or both',
  ),
});

/** Where data lives. Everything absent means embedded: one process, files and memory. */
export const storageConfig = defineConfig('storage', {
  databaseUrl: variable(
    'DATABASE_URL',
    url(['mysql', 'mariadb'], 'mysql://user:password@host:3306').optional(),
    'MySQL or MariaDB; each service uses the database aaas_<service> unless the address names one. Absent: SQLite in the data folder',
    { secret: true },
  ),
  redisUrl: variable(
    'REDIS_URL',
    url(['redis', 'rediss'], 'redis://host:6379').optional(),
    'Redis for calls between services, wake-ups, live updates, cache and limits. Absent: in process',
    { secret: true },
  ),
  databaseCa: variable(
    'DATABASE_CA',
    certificate.optional(),
    'PEM of the authority that vouches for the database server: calls to it are then TLS, and its name is checked',
    { file: true },
  ),
  redisCa: variable(
    'REDIS_CA',
    certificate.optional(),
    'PEM of the authority that vouches for Redis, where REDIS_URL is rediss:// and no public authority does',
    { file: true },
  ),
  blobUrl: variable(
    'BLOB_URL',
    url(['file', 's3'], 's3://key:secret@host:9000/bucket').optional(),
    'Where large contents lie: file://… or s3://…. Absent: the data folder',
    { secret: true },
  ),
});

/** What guards secrets and the way out. */
export const securityConfig = defineConfig('security', {
  masterKeys: variable(
    'AAAS_MASTER_KEY',
    z
      .string()
      .transform(masterKeysOf)
      .refine(
        (keys) => keys.length > 0 && keys.every(({ length }) => length === 32),
        'expected 32 bytes in base64, such as from: openssl rand -base64 32',
      )
      .optional(),
    '32 bytes in base64 that guard every stored secret; several, divided by commas or lines, while the first replaces the others. ' +
      'Generated into the data folder when embedded, required otherwise. The file is read again while the platform runs',
    { secret: true, file: true },
  ),
  egressAllow: variable(
    'AAAS_EGRESS_ALLOW',
    list,
    'Private hosts, host:port and CIDRs that outbound calls may reach, comma-separated',
  ),
});

/** What the operator sees. */
export const telemetryConfig = defineConfig('telemetry', {
  otlpEndpoint: variable(
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    url(['http', 'https'], 'http://collector:4318').optional(),
    'OpenTelemetry collector (OTLP over HTTP). Absent: no tracing',
  ),
  logLevel: variable(
    'LOG_LEVEL',
    z
      .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'], 'expected trace, debug, info, warn, error or silent')
      .default('info'),
    'Least severe log level that is written',
  ),
});
