import { createHmac, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { type AppError, newId } from '#libs/contracts';
import { AccessTokens, accessTokenClaims } from './access-tokens.js';

const pair = (kid: string) => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { privateKey, jwk: { ...createPublicKey(privateKey).export({ format: 'jwk' }), kid } };
};
const b64 = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const seconds = () => Math.floor(Date.now() / 1000);
const claims = () => ({
  sub: newId('user'),
  sid: newId('session'),
  cid: newId('company'),
  role: 'builder',
  iss: accessTokenClaims.iss,
  aud: accessTokenClaims.aud,
  iat: seconds(),
  exp: seconds() + 60,
});
const header = (more: object = {}) => ({ alg: 'ES256', typ: 'at+jwt', kid: 'one', ...more });
const es256 = (head: object, body: object, key: KeyObject) => {
  const text = `${b64(head)}.${b64(body)}`;
  return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
};

describe('access tokens', () => {
  const one = pair('one');
  const stranger = pair('one');
  let reads = 0;
  const tokens = () => new AccessTokens({ keys: () => Promise.resolve([(reads++, one.jwk)]) });
  const code = async (token: string) =>
    tokens()
      .verify(token)
      .then(
        () => 'accepted',
        (error: AppError) => error.code,
      );

  it('names the caller of a good token', async () => {
    const body = claims();
    expect(await tokens().verify(es256(header(), body, one.privateKey))).toEqual({
      kind: 'user',
      userId: body.sub,
      sessionId: body.sid,
      companyId: body.cid,
      role: 'builder',
    });
  });

  it('A3: takes no token for one that it has verified before', async () => {
    const verifier = tokens();
    const token = es256(header(), claims(), one.privateKey);
    const [head = '', body = '', signature = ''] = token.split('.');
    expect(await verifier.verify(token)).toEqual(await verifier.verify(token));
    const altered = [head, b64({ ...claims(), role: 'owner' }), signature].join('.');
    for (const other of [altered, [head, body, signature.slice(4)].join('.'), `${head}.${body}.`])
      await expect(verifier.verify(other)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('A3: refuses every other token', async () => {
    const publicPem = createPublicKey(one.privateKey).export({ type: 'spki', format: 'pem' }).toString();
    const hs = (() => {
      const text = `${b64(header({ alg: 'HS256' }))}.${b64(claims())}`;
      return `${text}.${createHmac('sha256', publicPem).update(text).digest('base64url')}`;
    })();
    const cases: Record<string, string> = {
      'no signature': `${b64(header({ alg: 'none' }))}.${b64(claims())}.`,
      'HMAC with the public key': hs,
      'a key of its own': es256(
        header({ jwk: stranger.jwk, jku: 'https://attacker.example/jwks' }),
        claims(),
        stranger.privateKey,
      ),
      'unknown kid': es256(header({ kid: '../../etc/passwd' }), claims(), one.privateKey),
      'wrong type': es256(header({ typ: 'JWT' }), claims(), one.privateKey),
      'wrong audience': es256(header(), { ...claims(), aud: 'other' }, one.privateKey),
      'wrong issuer': es256(header(), { ...claims(), iss: 'other' }, one.privateKey),
      'no company': es256(header(), { ...claims(), cid: undefined }, one.privateKey),
      'unknown role': es256(header(), { ...claims(), role: 'root' }, one.privateKey),
      'no expiry': es256(header(), { ...claims(), exp: undefined }, one.privateKey),
      'altered body': es256(header(), claims(), one.privateKey).replace(/\.[^.]+\./, `.${b64(claims())}.`),
      garbage: 'a.b.c',
      empty: '',
    };
    for (const [name, token] of Object.entries(cases))
      expect([name, await code(token)]).toEqual([name, 'UNAUTHENTICATED']);
    expect(await code(es256(header(), { ...claims(), exp: seconds() - 1 }, one.privateKey))).toBe('TOKEN_EXPIRED');
  });

  it('reads the keys again for an unknown key, but not for each', async () => {
    const verifier = tokens();
    reads = 0;
    for (let i = 0; i < 5; i++)
      await verifier.verify(es256(header({ kid: `k${i}` }), claims(), one.privateKey)).catch(() => undefined);
    expect(reads).toBe(1);
  });
});
