import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openMysql } from './servers/clients.js';
import { services, type ServiceName } from '#libs/contracts';

/** Creates the schemas and users of `mysql/service.sql`. Returns each service's `DATABASE_URL`. `adminUrl`: a user who may all. */
export async function createServiceSchemas(adminUrl: string, password = 'local'): Promise<Record<ServiceName, string>> {
  const template = readFileSync(join(process.cwd(), 'mysql/service.sql'), 'utf8');
  const connection = await openMysql({ uri: adminUrl, multipleStatements: true });
  try {
    for (const service of services) {
      await connection.query(template.replaceAll('@service@', service).replaceAll('@password@', password));
    }
  } finally {
    await connection.end();
  }
  return Object.fromEntries(services.map((service) => [service, serviceUrl(adminUrl, service, password)])) as Record<
    ServiceName,
    string
  >;
}

function serviceUrl(adminUrl: string, service: ServiceName, password: string): string {
  const url = new URL(adminUrl);
  url.username = `aaas_${service}`;
  url.password = password;
  url.pathname = `/aaas_${service}`;
  return url.toString();
}
