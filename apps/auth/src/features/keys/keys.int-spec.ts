import { JwtService } from '@nestjs/jwt';
import { newId } from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { AccessTokens } from '#libs/platform/security';
import { Vault } from '#libs/platform/vault';
import { backends, ServiceUnderTest } from '#libs/service/testing/service-under-test';
import { authService } from '../../app.module.js';
import { TokensService } from '../sessions/tokens.service.js';
import { publishAfterMs, publishAheadMs } from './key-ring.js';
import { KeysService } from './keys.service.js';

const day = 24 * 3600_000;

describe.each(backends)('signing keys on %s', (backend) => {
  let auth: ServiceUnderTest;
  let db: Database;
  let skew = 0;

  beforeAll(async () => {
    auth = await ServiceUnderTest.start(authService, backend, { company: {} });
    db = auth.get<Database>(Database);
  });
  afterAll(() => auth.stop());
  beforeEach(async () => {
    await db.run('DELETE FROM signing_keys');
  });

  const replica = () => new KeysService(db, auth.get(Vault), 30 * day);
  const issuer = () => {
    const tokens = new TokensService(new JwtService({}), replica());
    return async () =>
      (
        await tokens.access({
          userId: newId('user'),
          sessionId: newId('session'),
          companyId: newId('company'),
          role: 'owner',
        })
      ).accessToken;
  };
  /** As each service verifies: by what it knows, asking again at most every ten seconds. */
  const verifier = () => new AccessTokens({ keys: () => replica().publicKeys() }, () => Date.now() + skew);
  /** Time passes for the keys, and for those who verify. */
  const pass = async (ms: number) => {
    skew += ms;
    await db.run('UPDATE signing_keys SET created_at = created_at - ?', [ms]);
  };
  const kidsNow = async () => (await replica().publicKeys()).map((jwk) => String(jwk['kid']));

  it('A3: rotate without refusing one token, while 200 are verified at a time', async () => {
    const services = [verifier(), verifier(), verifier()];
    const taken: string[] = [];
    const load = async () => {
      const issue = [issuer(), issuer()];
      const tokens = [...taken, ...(await Promise.all(Array.from({ length: 200 }, (_, at) => issue[at % 2]!())))];
      const kids = new Set(tokens.slice(-200).map((token) => kidOf(token)));
      // Each token at each service: those of the moments before as well.
      const outcomes = await Promise.allSettled(services.flatMap((each) => tokens.map((token) => each.verify(token))));
      expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
      taken.splice(0, taken.length, ...tokens.slice(-50));
      return [...kids];
    };
    const [first] = await load();
    await replica().rotate();
    expect(await load()).toEqual([first]);
    await pass(publishAheadMs - 20_000);
    expect(await load()).toEqual([first]);
    await pass(20_001);
    const [second] = await load();
    expect(second).not.toBe(first);
    expect((await kidsNow()).sort()).toEqual([first, second].sort());
    await pass(publishAfterMs);
    expect(await load().then(([kid]) => kid)).toBe(second);
    expect(await kidsNow()).toEqual([second]);
    expect(await db.query('SELECT id FROM signing_keys')).toHaveLength(1);
  }, 120_000);

  it('are followed by new ones by age, one for all replicas', async () => {
    const [first] = await kidsNow();
    await pass(30 * day - 5_000);
    expect(await kidsNow()).toEqual([first]);
    await pass(5_001);
    const seen = await Promise.all(Array.from({ length: 4 }, kidsNow));
    for (const kids of seen) {
      expect(kids).toHaveLength(2);
      expect(kids).toEqual(seen[0]);
    }
  });
});

const kidOf = (token: string): string =>
  (JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as { kid: string }).kid;
