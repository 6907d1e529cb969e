import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import {
  configSlices,
  defineConfig,
  loadConfig,
  readMasterKeys,
  securityConfig,
  serverConfig,
  storageConfig,
  telemetryConfig,
  variable,
} from './index.js';

const all = { server: serverConfig, storage: storageConfig, security: securityConfig, telemetry: telemetryConfig };
const key = Buffer.alloc(32, 7).toString('base64');

describe('configuration', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aaas-config-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('has defaults for everything, so that an empty environment runs', () => {
    expect(loadConfig(all, {})).toEqual({
      server: { port: 8080, dataDir: './data', publicUrl: undefined, role: 'all' },
      storage: { databaseUrl: undefined, redisUrl: undefined, blobUrl: undefined },
      security: { masterKeys: undefined, egressAllow: [] },
      telemetry: { otlpEndpoint: undefined, logLevel: 'info' },
    });
  });

  it('reads values, an empty one as absent', () => {
    const { server, security } = loadConfig(all, {
      PORT: '9',
      AAAS_PUBLIC_URL: 'https://a.example/',
      AAAS_ROLE: '',
      AAAS_EGRESS_ALLOW: ' a, 10.0.0.0/8 ,',
      AAAS_MASTER_KEY: key,
    });
    expect(server).toMatchObject({ port: 9, publicUrl: 'https://a.example', role: 'all' });
    expect(security.egressAllow).toEqual(['a', '10.0.0.0/8']);
    expect(security.masterKeys).toEqual([Buffer.alloc(32, 7)]);
  });

  it('stops at bad values and names every variable, but no secret value', () => {
    const load = () =>
      loadConfig(all, {
        PORT: 'many',
        DATABASE_URL: 'postgres://u:hunter2@h',
        AAAS_MASTER_KEY: 'hunter3',
        LOG_LEVEL: 'loud',
      });
    expect(load).toThrow(/PORT: expected a port number \(given: "many"\)/);
    expect(load).toThrow(/DATABASE_URL: expected an address such as mysql:/);
    expect(load).toThrow(/AAAS_MASTER_KEY: expected 32 bytes/);
    expect(load).toThrow(/LOG_LEVEL: expected trace, debug/);
    expect(load).not.toThrow(/hunter/);
  });

  it('reads a secret from a file where the variable says so', () => {
    writeFileSync(join(folder, 'key'), `${key}\n`);
    expect(
      loadConfig({ securityConfig }, { AAAS_MASTER_KEY_FILE: join(folder, 'key') }).securityConfig.masterKeys,
    ).toEqual([Buffer.from(key, 'base64')]);
    expect(() => loadConfig({ securityConfig }, { AAAS_MASTER_KEY_FILE: join(folder, 'none') })).toThrow(
      /AAAS_MASTER_KEY_FILE: cannot be read/,
    );
    expect(() =>
      loadConfig({ securityConfig }, { AAAS_MASTER_KEY: key, AAAS_MASTER_KEY_FILE: join(folder, 'key') }),
    ).toThrow(/both set/);
  });

  it('names what is required and missing', () => {
    const needy = defineConfig('needy', { token: variable('NEEDY_TOKEN', z.string(), 'x', { secret: true }) });
    expect(() => loadConfig({ needy }, {})).toThrow('NEEDY_TOKEN is required');
    expect(configSlices()).toContainEqual({
      slice: 'needy',
      name: 'NEEDY_TOKEN',
      description: 'x',
      default: undefined,
      required: true,
      secret: true,
    });
  });

  it('gives each variable one place', () => {
    expect(() => defineConfig('second', { port: variable('PORT', z.string(), 'x') })).toThrow(
      'PORT belongs to the config slices server and second',
    );
    expect(() => defineConfig('server', {})).toThrow('Two config slices are called server');
  });

  it('lists every variable for the documentation', () => {
    const names = configSlices().map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['PORT', 'AAAS_MASTER_KEY', 'AAAS_MASTER_KEY_FILE', 'OTEL_EXPORTER_OTLP_ENDPOINT']),
    );
    expect(configSlices()).toContainEqual(
      expect.objectContaining({ name: 'PORT', default: '8080', required: false, secret: false }),
    );
  });
});

describe('the master key', () => {
  const dataDir = join(mkdtempSync(join(tmpdir(), 'aaas-key-')), 'data');
  const file = join(dataDir, 'master.key');
  afterAll(() => rmSync(dataDir, { recursive: true }));

  it('is made once when embedded, for the owner alone', () => {
    const [made] = readMasterKeys({ dataDir, embedded: true });
    expect(made).toHaveLength(32);
    expect(readMasterKeys({ dataDir, embedded: true })).toEqual([made]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(Buffer.from(readFileSync(file, 'utf8'), 'base64')).toEqual(made);
  });

  it('is required otherwise, and what is given counts', () => {
    expect(() => readMasterKeys({ dataDir, embedded: false })).toThrow(/AAAS_MASTER_KEY/);
    const given = [Buffer.alloc(32)];
    expect(readMasterKeys({ masterKeys: given, dataDir, embedded: true })).toEqual(given);
  });

  it('is several while one follows another, the one in use first', () => {
    const [one, two] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    const text = `${one.toString('base64')}\n${two.toString('base64')}\n`;
    writeFileSync(file, text);
    expect(readMasterKeys({ dataDir, embedded: true })).toEqual([one, two]);
    const { securityConfig: given } = loadConfig(
      { securityConfig },
      { AAAS_MASTER_KEY: text.trim().replace('\n', ',') },
    );
    expect(given.masterKeys).toEqual([one, two]);
    expect(() => loadConfig({ securityConfig }, { AAAS_MASTER_KEY: `${key},c2hvcnQ=` })).toThrow(/expected 32 bytes/);
  });

  it('stops at a damaged file, and at one that is gone from a running platform, instead of making another', () => {
    writeFileSync(file, 'short');
    expect(() => readMasterKeys({ dataDir, embedded: true })).toThrow(/damaged/);
    rmSync(file);
    expect(() => readMasterKeys({ dataDir, embedded: true, mayMake: false })).toThrow(/damaged/);
    expect(existsSync(file)).toBe(false);
  });
});
