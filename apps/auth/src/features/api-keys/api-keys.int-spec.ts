import { createHash } from 'node:crypto';
import { apiKeyRpc, type Caller } from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { backends, callerAs, ServiceUnderTest } from '#libs/service/testing/service-under-test';
import { authService } from '../../app.module.js';
import { ApiKeysService } from './api-keys.service.js';

const hashOf = (key: string) => createHash('sha256').update(key).digest('hex');

describe.each(backends)('API keys on %s', (backend) => {
  let auth: ServiceUnderTest;
  let keys: ApiKeysService;
  let admin: Caller;

  beforeAll(async () => {
    auth = await ServiceUnderTest.start(authService, backend);
    keys = auth.get(ApiKeysService);
  });
  afterAll(() => auth.stop());
  beforeEach(() => {
    admin = callerAs('admin');
  });

  const find = async (key: string) => (await auth.rpc.call(apiKeyRpc.apiKey, { hash: hashOf(key) })).key;
  const inAnHour = () => new Date(Date.now() + 3600_000).toISOString();

  it('are shown once, and kept as a digest alone', async () => {
    const { key, ...made } = await keys.create(admin, { name: 'CI', scopes: ['runs:read', 'runs:start', 'runs:read'] });
    expect(key).toMatch(/^aaas_[0-9a-z]{10}_[A-Za-z0-9_-]{43}$/);
    expect(key.startsWith(`${made.prefix}_`)).toBe(true);
    expect(made).toMatchObject({ name: 'CI', scopes: ['runs:read', 'runs:start'], lastUsedAt: null, expiresAt: null });
    const rows = JSON.stringify(await auth.get(Database).query('SELECT * FROM api_keys'));
    expect(rows).toContain(hashOf(key));
    expect(rows).not.toContain(key.slice(made.prefix.length + 1));
    const listed = await keys.list(admin, { limit: 10 });
    expect(listed.items).toEqual([made]);
    expect(JSON.stringify(listed)).not.toContain(hashOf(key));
  });

  it('are found by digest, and say when they were used last', async () => {
    const { key, id } = await keys.create(admin, { name: 'x', scopes: ['runs:read'] });
    expect(await find(key)).toEqual({ id, companyId: admin.companyId, userId: admin.userId, scopes: ['runs:read'] });
    const { lastUsedAt } = await keys.get(admin, id);
    expect(Math.abs(Date.parse(lastUsedAt!) - Date.now())).toBeLessThan(60_000);
    await find(key);
    expect((await keys.get(admin, id)).lastUsedAt).toBe(lastUsedAt);
    expect(await find(`${key}x`)).toBeNull();
  });

  it('end when they expire or are revoked, for good', async () => {
    const { key, id } = await keys.create(admin, { name: 'x', scopes: ['runs:read'], expiresAt: inAnHour() });
    expect(await find(key)).not.toBeNull();
    await auth.get(Database).run('UPDATE api_keys SET expires_at = ? WHERE id = ?', [Date.now() - 1000, id]);
    expect(await find(key)).toBeNull();
    await keys.update(admin, id, { expiresAt: null, name: 'y' });
    expect(await find(key)).not.toBeNull();
    await keys.revoke(admin, id);
    await keys.revoke(admin, id);
    expect(await find(key)).toBeNull();
    expect(await keys.get(admin, id)).toMatchObject({ name: 'y', revokedAt: expect.any(String) as string });
  });

  it('cannot do more than their maker, nor expire in the past', async () => {
    const builder = callerAs('builder');
    await expect(keys.create(builder, { name: 'x', scopes: ['runs:read', 'members:write'] })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      details: { issues: [{ path: 'scopes[1]', message: 'beyond your role, which is builder' }] },
    });
    const limited: Caller = { ...admin, scopes: ['runs:read'] };
    await expect(keys.create(limited, { name: 'x', scopes: ['runs:start'] })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
    });
    const past = keys.create(admin, { name: 'x', scopes: ['runs:read'], expiresAt: '2020-01-01T00:00:00Z' });
    await expect(past).rejects.toMatchObject({ details: { issues: [{ path: 'expiresAt' }] } });
  });

  it('are of one company: another sees, changes and ends none of them', async () => {
    const { key, id } = await keys.create(admin, { name: 'x', scopes: ['runs:read'] });
    const stranger = callerAs('owner');
    const missing = { code: 'API_KEY_NOT_FOUND' };
    await expect(keys.get(stranger, id)).rejects.toMatchObject(missing);
    await expect(keys.update(stranger, id, { name: 'mine' })).rejects.toMatchObject(missing);
    await expect(keys.revoke(stranger, id)).rejects.toMatchObject(missing);
    expect((await keys.list(stranger, { limit: 10 })).items).toEqual([]);
    expect(await find(key)).not.toBeNull();
  });
});
