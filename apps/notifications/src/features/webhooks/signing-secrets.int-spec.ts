import { Webhook } from 'standardwebhooks';
import { backends, callerAs, ServiceUnderTest } from '#libs/service/testing/service-under-test';
import { eventually, HttpPeer } from '#libs/testing';
import { notificationsService } from '../../app.module.js';
import { DeliveriesService } from '../deliveries/deliveries.service.js';
import { SigningSecretsService } from './signing-secrets.service.js';

const hour = 60 * 60_000;

describe.each(backends)('webhooks on %s', (backend) => {
  let bench: ServiceUnderTest;
  let peer: HttpPeer;
  beforeAll(async () => {
    peer = await HttpPeer.start();
    bench = await ServiceUnderTest.start(notificationsService, backend, {}, { AAAS_EGRESS_ALLOW: '127.0.0.1' });
  });
  afterAll(async () => {
    await bench.stop();
    await peer.stop();
  });
  afterEach(() => jest.restoreAllMocks());

  const arrived = async (companyId: string, key: string) => {
    const caller = callerAs('operator', companyId);
    const request = { key, channel: 'webhook', to: [], text: '', url: `${peer.url}/${key}`, payload: { key } } as const;
    await bench.get(DeliveriesService).send(caller, { ...request, to: [] });
    return eventually(() => {
      const post = peer.posts.find(({ path }) => path === `/${key}`);
      if (!post) throw new Error('not there yet');
      return post;
    });
  };
  const reads = (secret: string, { headers, body }: { headers: object; body: unknown }) => {
    try {
      return new Webhook(secret).verify(JSON.stringify(body), headers as Record<string, string>);
    } catch {
      return undefined;
    }
  };

  it('are signed, by the old secret too while it is being replaced', async () => {
    const secrets = bench.get(SigningSecretsService);
    const admin = callerAs('admin');
    const first = await secrets.rotate(admin);
    const post = await arrived(admin.companyId, 'first');
    expect(reads(first.secret, post)).toEqual({ key: 'first' });
    expect(reads(first.secret, { ...post, body: { key: 'altered' } })).toBeUndefined();
    const second = await secrets.rotate(admin);
    expect(second).toMatchObject({ hint: second.secret.slice(-4), previousUntil: expect.any(String) });
    const both = await arrived(admin.companyId, 'both');
    expect([reads(first.secret, both), reads(second.secret, both)]).toEqual([{ key: 'both' }, { key: 'both' }]);
    const later = new Date(Date.now() + 25 * hour);
    jest.useFakeTimers({
      now: later,
      doNotFake: ['setTimeout', 'setInterval', 'setImmediate', 'nextTick', 'performance'],
    });
    try {
      const headers = await secrets.sign(admin.companyId, 'msg', '{}');
      expect(headers['webhook-signature']!.split(' ')).toHaveLength(1);
      expect(new Webhook(second.secret).verify('{}', headers)).toEqual({});
    } finally {
      jest.useRealTimers();
    }
  });

  it('of another company are signed by its own secret, which is there before anybody asks', async () => {
    const secrets = bench.get(SigningSecretsService);
    const [admin, other] = [callerAs('admin'), callerAs('admin')];
    const { secret } = await secrets.rotate(admin);
    expect(await secrets.get(other)).toBeNull();
    const post = await arrived(other.companyId, 'other');
    expect(post.headers['webhook-signature']).toMatch(/^v1,/);
    expect(reads(secret, post)).toBeUndefined();
    const shown = await secrets.get(other);
    expect(Object.keys(shown ?? {}).sort()).toEqual(['createdAt', 'hint', 'previousUntil']);
  });

  it('are signed by one secret, however many make the first at once', async () => {
    const secrets = bench.get(SigningSecretsService);
    const { companyId } = callerAs('admin');
    const all = await Promise.all([1, 2, 3, 4].map(() => secrets.sign(companyId, 'msg', '{}')));
    const again = await secrets.sign(companyId, 'msg', '{}');
    const signatures = new Set([...all, again].map((each) => each['webhook-signature']));
    // At most two: the second may have turned meanwhile.
    expect(signatures.size).toBeLessThanOrEqual(2);
  });
});
