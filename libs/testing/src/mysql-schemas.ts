import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { services, type ServiceName } from '#libs/contracts';
import { openMysql } from './servers/clients.js';

export interface SchemaOptions {
  password?: string;
  /** Before the service's name in schemas and users; `aaas` unless set. On a server that others use too. */
  prefix?: string;
}

async function onEach(adminUrl: string, sqlOf: (service: ServiceName) => string): Promise<void> {
  const connection = await openMysql({ uri: adminUrl, multipleStatements: true });
  try {
    for (const service of services) await connection.query(sqlOf(service));
  } finally {
    await connection.end();
  }
}

/** Creates the schemas and users of `mysql/service.sql`. Returns each service's `DATABASE_URL`. `adminUrl`: a user who may all. */
export async function createServiceSchemas(
  adminUrl: string,
  { password = 'local', prefix = 'aaas' }: SchemaOptions = {},
): Promise<Record<ServiceName, string>> {
  const template = readFileSync(join(process.cwd(), 'mysql/service.sql'), 'utf8').replace(
    /\baaas(\\?_@)/g,
    `${prefix}$1`,
  );
  await onEach(adminUrl, (service) => template.replaceAll('@service@', service).replaceAll('@password@', password));
  const urlOf = (service: ServiceName): string => {
    const url = new URL(adminUrl);
    url.username = `${prefix}_${service}`;
    url.password = password;
    url.pathname = `/${prefix}_${service}`;
    return url.toString();
  };
  return Object.fromEntries(services.map((service) => [service, urlOf(service)])) as Record<ServiceName, string>;
}

/** Removes them again, with all that is in them. */
export const dropServiceSchemas = (adminUrl: string, prefix: string): Promise<void> =>
  onEach(
    adminUrl,
    (service) => `DROP DATABASE IF EXISTS \`${prefix}_${service}\`; DROP USER IF EXISTS '${prefix}_${service}'@'%'`,
  );
