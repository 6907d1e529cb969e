import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { doorRates, services } from '#libs/contracts';
import { loadConfig, serverConfig, storageConfig } from '#libs/platform/config';
import { allVariables, composeVariables, envExample } from './environment.js';

/** The part of the Compose specification that we use; a key outside it is a mistake. */
const composeService = z.strictObject({
  image: z.string(),
  build: z.strictObject({ context: z.literal('.'), target: z.string() }).optional(),
  command: z.array(z.string()).optional(),
  profiles: z.array(z.string()).optional(),
  init: z.boolean().optional(),
  restart: z.literal('unless-stopped'),
  read_only: z.boolean().optional(),
  tmpfs: z.array(z.string()).optional(),
  cap_drop: z.array(z.string()).optional(),
  security_opt: z.array(z.string()).optional(),
  stop_grace_period: z
    .string()
    .regex(/^\d+s$/)
    .optional(),
  environment: z.record(z.string(), z.string()).optional(),
  volumes: z.array(z.string()).optional(),
  networks: z.array(z.string()),
  ports: z.array(z.string()).optional(),
  depends_on: z.record(z.string(), z.strictObject({ condition: z.literal('service_healthy') })).optional(),
  healthcheck: z
    .strictObject({ test: z.array(z.string()), interval: z.string(), timeout: z.string(), retries: z.number() })
    .optional(),
});
const composeFile = z.object({
  name: z.string(),
  services: z.record(z.string(), composeService),
  volumes: z.record(z.string(), z.object({})),
  networks: z.record(z.string(), z.object({})),
});

const text = readFileSync('docker-compose.yml', 'utf8');
const compose = composeFile.parse(parse(text, { merge: true }));
const dockerfile = readFileSync('Dockerfile', 'utf8');
const template = readFileSync('gateway/nginx.conf.template', 'utf8');

const ours = Object.entries(compose.services).filter(([, { build }]) => build && build.target !== 'gateway');

/** As Compose fills it in, for a person whose `.env` has only what is required. */
const filled = (environment: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      value.replace(/\$\{([A-Z_]+)(?::-([^}]*)|:\?[^}]*)?\}/g, (_, variable: string, fallback?: string) =>
        variable === 'AAAS_MASTER_KEY' ? Buffer.alloc(32).toString('base64') : (fallback ?? 'secret'),
      ),
    ]),
  );

const variables = allVariables((file) => Promise.resolve(jest.requireActual(file)));

describe('.env.example', () => {
  it('is written from the config schemas', async () => {
    expect(readFileSync('.env.example', 'utf8')).toBe(envExample(await variables));
  });

  it('names everything that Compose takes from .env', async () => {
    const known = new Set([...(await variables).map(({ name }) => name), ...Object.keys(composeVariables)]);
    const asked = [...text.matchAll(/(?<!\$)\$\{([A-Z_]+)/g)].map((match) => match[1] ?? '');
    expect(asked.filter((name) => !known.has(name))).toEqual([]);
    expect(Object.keys(composeVariables).filter((name) => !asked.includes(name))).toEqual([]);
  });
});

describe('docker-compose.yml', () => {
  it('starts every service, each with an app that exists', () => {
    const commands = ours.map(([, { command }]) => command?.[0]);
    expect([...new Set(commands)].sort()).toEqual([...services].sort());
    for (const [name, { command }] of ours) {
      expect([name, command?.length, existsSync(`apps/${command?.[0]}/src/main.ts`)]).toEqual([name, 1, true]);
    }
  });

  it.each(ours)('%s: sets only variables that exist, to values they take', async (_, { environment = {} }) => {
    const known = new Set((await variables).map(({ name }) => name));
    expect(Object.keys(environment).filter((name) => !known.has(name))).toEqual([]);
    const { server, storage } = loadConfig({ server: serverConfig, storage: storageConfig }, filled(environment));
    expect([server.port, server.publicUrl]).toEqual([8080, 'http://localhost:8080']);
    expect([storage.databaseUrl, storage.redisUrl, storage.blobUrl].every(Boolean)).toBe(true);
  });

  it("hands each service its own settings, and nobody else's", async () => {
    for (const [name, { command, environment = {} }] of ours) {
      const own = (await variables).filter(({ service }) => service === command?.[0]).map((each) => each.name);
      const foreign = (await variables)
        .filter(({ service }) => service && service !== command?.[0])
        .map((each) => each.name);
      expect([name, own.filter((each) => !each.endsWith('_FILE') && !(each in environment))]).toEqual([name, []]);
      expect([name, foreign.filter((each) => each in environment)]).toEqual([name, []]);
    }
  });

  it('gives each service its own schema and user, and every process its role', () => {
    for (const [name, { command, environment = {} }] of ours) {
      const service = command?.[0];
      const url = new URL(filled(environment)['DATABASE_URL'] ?? '');
      expect([url.username, url.pathname]).toEqual([`aaas_${service}`, `/aaas_${service}`]);
      const peers = ours.filter(([, other]) => other.command?.[0] === service);
      expect(environment['AAAS_ROLE']).toBe(peers.length === 1 ? 'all' : name.endsWith('-worker') ? 'worker' : 'api');
    }
  });

  it('gives all processes of a service the same settings, apart from role and whom a worker is for', () => {
    for (const service of services) {
      const settings = ours
        .filter(([, { command }]) => command?.[0] === service)
        .map(([, { environment }]) => ({ ...environment, AAAS_ROLE: '', AAAS_AGENTS: '' }));
      expect(new Set(settings.map((each) => JSON.stringify(each))).size).toBe(1);
    }
  });

  it('names only things that it declares', () => {
    for (const { depends_on = {}, networks, volumes = [] } of Object.values(compose.services)) {
      expect(Object.keys(depends_on).filter((name) => !compose.services[name])).toEqual([]);
      expect(networks.filter((name) => !compose.networks[name])).toEqual([]);
      const sources = volumes.map((volume) => volume.split(':')[0] ?? '');
      expect(
        sources.filter((source) => (source.startsWith('.') ? !existsSync(source) : !compose.volumes[source])),
      ).toEqual([]);
    }
  });

  it('keeps what must be kept: Redis evicts nothing and logs each write; MySQL commits to disk', () => {
    const [redis, mysql] = [compose.services['redis'], compose.services['mysql']];
    expect(redis?.command?.join(' ')).toContain('--maxmemory-policy noeviction --appendonly yes');
    expect(mysql?.command).toContain('--innodb-flush-log-at-trx-commit=1');
  });

  it('opens the gateway alone to the outside', () => {
    const open = Object.entries(compose.services).filter(([, { ports }]) => ports);
    expect(open.map(([name, { ports }]) => [name, ports])).toEqual([['gateway', ['${AAAS_PORT:-8080}:8080']]]);
  });
});

describe('the images', () => {
  it('have every target that Compose builds, and run as nobody special', () => {
    const stages = new Set([...dockerfile.matchAll(/ AS ([\w-]+)/g)].map((match) => match[1]));
    for (const { build } of Object.values(compose.services)) if (build) expect(stages).toContain(build.target);
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(dockerfile).toMatch(/^FROM nginxinc\/nginx-unprivileged:/m);
  });

  it('let in as many as the table of the doors says', () => {
    for (const { name, perSecond, burst } of doorRates) {
      const prefix = `AAAS_GATEWAY_${name === 'api' ? '' : `${name.toUpperCase()}_`}`;
      expect(dockerfile).toContain(`${prefix}RATE=${perSecond} `);
      expect(dockerfile).toContain(`${prefix}BURST=${burst} `);
    }
  });

  it("fill every place of the gateway's template, and reach the services where Compose puts them", () => {
    const places = [...template.matchAll(/\$\{([A-Z_]+)\}/g)].map((match) => match[1] ?? '');
    const set = new Set([...dockerfile.matchAll(/\b((?:AAAS|NGINX)_[A-Z_]+)=/g)].map((match) => match[1]));
    expect(places.filter((name) => !set.has(name) && name !== 'NGINX_LOCAL_RESOLVERS')).toEqual([]);
    expect(dockerfile).toContain('NGINX_ENTRYPOINT_LOCAL_RESOLVERS=1');
    const upstreams = [...dockerfile.matchAll(/AAAS_UPSTREAM_([A-Z]+)="server ([a-z]+):(\d+) resolve/g)];
    expect(upstreams.map(([, name, host]) => [name?.toLowerCase(), host])).toEqual(
      services.map((name) => [name, name]),
    );
    for (const [, , host, port] of upstreams) expect(compose.services[host ?? '']?.environment?.['PORT']).toBe(port);
  });
});
