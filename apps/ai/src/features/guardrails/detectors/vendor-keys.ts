/** What keys of known services look like: a prefix that nobody writes by chance, and a body. */
export interface KeyShape {
  kind: string;
  prefixes: readonly string[];
  /** Sticky; one or more characters of the body. */
  body: RegExp;
  /** Shortest body. */
  least: number;
  /** Whether this much of a body makes a key; more of it never makes it none. That it has letters and digits unless set. */
  isOne?: (body: string) => boolean;
}

const word = /[A-Za-z0-9_-]+/y;
const plain = /[A-Za-z0-9]+/y;
const hex = /[0-9a-f]+/y;
const dotted = /[A-Za-z0-9_.-]+/y;
const base64 = /[A-Za-z0-9+/=_-]+/y;

/** Small and capital letters and digits, or a long piece without a dash that has letters and digits: not `sk-learn-based-model-v2`. */
const looksRandom = (key: string): boolean =>
  (/[a-z]/.test(key) && /[A-Z]/.test(key) && /\d/.test(key)) ||
  key.split(/[-_]/).some((piece) => piece.length >= 20 && /\d/.test(piece) && /[a-z]/i.test(piece));

/** From the services' own documentation and the rules of public scanners (gitleaks, GitHub secret scanning), July 2026. */
export const keyShapes: readonly KeyShape[] = [
  { kind: 'anthropic-key', prefixes: ['sk-ant-'], body: word, least: 20, isOne: looksRandom },
  { kind: 'openrouter-key', prefixes: ['sk-or-v1-'], body: hex, least: 32 },
  {
    kind: 'openai-key',
    prefixes: ['sk-proj-', 'sk-svcacct-', 'sk-admin-', 'sk-'],
    body: word,
    least: 20,
    isOne: looksRandom,
  },
  { kind: 'aws-access-key', prefixes: ['AKIA', 'ASIA', 'ABIA', 'ACCA'], body: /[A-Z0-9]+/y, least: 16 },
  { kind: 'google-api-key', prefixes: ['AIza'], body: word, least: 35 },
  { kind: 'google-oauth-token', prefixes: ['ya29.'], body: word, least: 20, isOne: looksRandom },
  { kind: 'google-oauth-secret', prefixes: ['GOCSPX-'], body: word, least: 20, isOne: looksRandom },
  { kind: 'github-token', prefixes: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], body: plain, least: 30 },
  { kind: 'github-token', prefixes: ['github_pat_'], body: word, least: 30 },
  { kind: 'gitlab-token', prefixes: ['glpat-', 'gldt-', 'glrt-', 'glptt-'], body: word, least: 18 },
  {
    kind: 'slack-token',
    prefixes: ['xoxb-', 'xoxp-', 'xoxa-', 'xoxr-', 'xoxs-', 'xoxe-', 'xapp-'],
    body: word,
    least: 20,
  },
  { kind: 'stripe-key', prefixes: ['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_'], body: plain, least: 16 },
  { kind: 'webhook-secret', prefixes: ['whsec_'], body: base64, least: 16 },
  { kind: 'sendgrid-key', prefixes: ['SG.'], body: dotted, least: 40 },
  { kind: 'twilio-key', prefixes: ['SK'], body: hex, least: 32 },
  { kind: 'mailgun-key', prefixes: ['key-'], body: hex, least: 32 },
  { kind: 'npm-token', prefixes: ['npm_'], body: plain, least: 30 },
  { kind: 'pypi-token', prefixes: ['pypi-'], body: word, least: 40, isOne: looksRandom },
  { kind: 'huggingface-token', prefixes: ['hf_'], body: plain, least: 30 },
  { kind: 'groq-key', prefixes: ['gsk_'], body: plain, least: 30 },
  { kind: 'xai-key', prefixes: ['xai-'], body: word, least: 40, isOne: looksRandom },
  { kind: 'replicate-token', prefixes: ['r8_'], body: plain, least: 30 },
  { kind: 'digitalocean-token', prefixes: ['dop_v1_', 'doo_v1_', 'dor_v1_'], body: hex, least: 40 },
  { kind: 'shopify-token', prefixes: ['shpat_', 'shpca_', 'shppa_', 'shpss_'], body: plain, least: 24 },
  { kind: 'databricks-token', prefixes: ['dapi'], body: hex, least: 32 },
  { kind: 'vault-token', prefixes: ['hvs.', 'hvb.'], body: word, least: 20, isOne: looksRandom },
  { kind: 'linear-key', prefixes: ['lin_api_'], body: plain, least: 30 },
  { kind: 'notion-token', prefixes: ['ntn_'], body: plain, least: 30 },
  { kind: 'age-key', prefixes: ['AGE-SECRET-KEY-1'], body: /[A-Z0-9]+/y, least: 40 },
  { kind: 'azure-storage-key', prefixes: ['AccountKey='], body: base64, least: 40 },
  {
    kind: 'jwt',
    prefixes: ['eyJ'],
    body: dotted,
    least: 30,
    isOne: (body) => /(?:^|\.eyJ)[\w-]{5,4000}\.[\w-]{5,8000}\.[\w-]{10}/.test(body),
  },
  {
    kind: 'bearer-token',
    prefixes: ['Bearer ', 'bearer '],
    body: /[A-Za-z0-9._~+/=-]+/y,
    least: 20,
  },
];
