import { canaryDetector } from './canaries.js';
import { findSecrets } from './secrets.js';

const seen = (text: string) =>
  findSecrets(text, true).found.map(({ kind, start, end }) => `${kind}:${text.slice(start, end)}`);
const mixed = (length: number) => 'aB3dE5gH7jK9mN1pQ4rS6tU8vW0xY2z'.repeat(4).slice(0, length);
const low = (length: number) => '0a1b2c3d4e5f6789'.repeat(8).slice(0, length);
const jwt = `eyJ${mixed(20)}.eyJ${mixed(30)}.${mixed(43)}`;
const pem = `-----BEGIN RSA PRIVATE KEY-----\n${mixed(64)}\n${mixed(64)}\n-----END RSA PRIVATE KEY-----`;

describe('secrets', () => {
  it.each([
    ['anthropic-key', `sk-ant-api03-${mixed(40)}`],
    ['openai-key', `sk-proj-${mixed(60)}`],
    ['openai-key', `sk-${low(32)}`],
    ['openrouter-key', `sk-or-v1-${low(64)}`],
    ['aws-access-key', 'AKIAIOSFODNN7EXAMPLE'],
    ['google-api-key', `AIza${mixed(35)}`],
    ['github-token', `ghp_${mixed(36)}`],
    ['github-token', `github_pat_${mixed(60)}`],
    ['gitlab-token', `glpat-${mixed(20)}`],
    ['slack-token', `xoxb-123456789012-${mixed(24)}`],
    ['stripe-key', `sk_live_${mixed(24)}`],
    ['webhook-secret', `whsec_${mixed(32)}`],
    ['sendgrid-key', `SG.${mixed(22)}.${mixed(43)}`],
    ['npm-token', `npm_${mixed(36)}`],
    ['huggingface-token', `hf_${mixed(34)}`],
    ['jwt', jwt],
    ['private-key', pem],
  ])('%s is seen', (kind, key) => {
    expect(seen(`It is ${key}, use it`)).toEqual([`${kind}:${key}`]);
    expect(seen(key)).toEqual([`${kind}:${key}`]);
  });

  it.each([
    ['password: hunter2!x', 'hunter2!x'],
    ['DB_PASSWORD=correct7horse', 'correct7horse'],
    ['{"clientSecret":"Zq8s7dK2mP4xW9vB"}', 'Zq8s7dK2mP4xW9vB'],
    ['{\\"api_key\\":\\"Zq8s7dK2mP4xW9vB\\"}', 'Zq8s7dK2mP4xW9vB'],
    ['Das Passwort lautet Sommer2026!', 'Sommer2026'],
    ['mot de passe : Soleil2026x', 'Soleil2026x'],
    ['AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'],
    ['**Password:** `Tr0ub4dor&3`', 'Tr0ub4dor&3'],
  ])('beside a word: %s', (text, value) => expect(seen(text)).toEqual([`named-secret:${value}`]));

  it.each([
    'sk-learn-based-regression-model-v2-final-version',
    'The password is case-sensitive and required.',
    'password: your-password-1 or password: <password> or password: ${PASSWORD}',
    'token: HA-10432-2026',
    'maxTokens: 200000000000000000a',
    'The secret is persistence. Key points: one, two',
    'api_key=xxxxxxxxxxxxxxxxxxxx1',
    'Bearer authentication is required for all requests',
    '-----BEGIN PUBLIC KEY-----\nMFwwDQYJKoZIhvcNAQEBBQADSwAwSAJB\n-----END PUBLIC KEY-----',
    'commit 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b, id run_01h455vb4pex5vsknk084sn02q',
    'eyJ is how a JWT begins. SKU SK-2024. AKIA is a prefix. hf_ and npm_ too',
    '--- a rule --- and a --- dash',
  ])('is none: %s', (text) => expect(seen(text)).toEqual([]));

  it('is never written down', () => {
    for (const { sample, reason } of findSecrets(`${jwt} ${pem} password: hunter2!x`, true).found)
      expect(`${sample}${reason}`).not.toMatch(/aB3|hunter/);
  });
});

describe('marker texts', () => {
  const canary = 'canary-7f3a?x9';
  const detect = canaryDetector([canary]);
  const wrap = (text: string) => `before ${text} after`;
  it.each([
    ['as it is', canary],
    ['in capitals', canary.toUpperCase()],
    ['reversed', [...canary].reverse().join('')],
    ['percent-encoded', encodeURIComponent(canary)],
    ['in hex', Buffer.from(canary).toString('hex')],
    ['in base64', Buffer.from(canary).toString('base64')],
    ['in base64, inside', Buffer.from(`x${canary}y`).toString('base64')],
    ['in base64url, inside', Buffer.from(`xy${canary}yz`).toString('base64url')],
  ])('are seen %s', (_, text) => expect(detect(wrap(text), true).found).toHaveLength(1));

  it('are not seen where they are not', () => expect(detect(wrap('canary-7f3b?x9'), true).found).toEqual([]));
});
