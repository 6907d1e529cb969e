import { z } from 'zod';

/** Written, never read back: https://spec.openapis.org/oas/v3.1 */
export const writeOnly = { writeOnly: true } as const;
const secret = z.string().min(1).max(10_000).meta(writeOnly);
const url = z.url({ protocol: /^https?$/ }).max(2000);
const text = (max: number) => z.string().min(1).max(max);

/** Names that belong to the exchange itself, or to somebody else's hands. */
const reservedHeaders =
  /^(host|connection|content-(length|type|encoding)|transfer-encoding|te|trailer|upgrade|cookie|proxy-.*)$/i;
const headerName = z
  .string()
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, 'expected the name of a header, such as X-Api-Key')
  .refine((name) => !reservedHeaders.test(name), 'this header cannot carry a credential');

/** How a client says at the token server who it is: RFC 6749, 2.3.1. */
const clientAuth = z
  .enum(['basic', 'body'])
  .default('basic')
  .meta({ description: 'basic: in the Authorization header; body: client_id and client_secret in the form' });
const scope = z.string().max(1000).optional();

/** What each kind keeps. All of it is sealed; of what is not marked as write-only, a part is shown as `account`. */
export const credentialSecrets = {
  bearer: z.strictObject({ token: secret }),
  basic: z.strictObject({ username: text(320), password: secret }),
  header: z.strictObject({ header: headerName, value: secret }),
  query: z.strictObject({ parameter: text(100), value: secret }),
  generic: z
    .strictObject({
      headers: z.record(headerName, secret).default({}),
      query: z.record(z.string().min(1).max(100), secret).default({}),
    })
    .refine(
      ({ headers, query }) => Object.keys(headers).length + Object.keys(query).length > 0,
      'expected at least one header or parameter',
    )
    .refine(
      ({ headers, query }) => Object.keys(headers).length + Object.keys(query).length <= 20,
      'expected at most 20 headers and parameters',
    ),
  hmac: z.strictObject({ secret: secret.min(16, 'expected at least 16 characters').meta(writeOnly) }),
  oauth2: z.strictObject({
    authorizeUrl: url,
    tokenUrl: url,
    clientId: text(500),
    clientSecret: secret.optional().meta({ ...writeOnly, description: 'Absent for a public client: PKCE alone' }),
    scope,
    authorizeParameters: z.string().max(1000).optional().meta({
      description: 'More parameters of the authorization address, such as access_type=offline&prompt=consent',
    }),
    clientAuth,
  }),
  'oauth2-client': z.strictObject({ tokenUrl: url, clientId: text(500), clientSecret: secret, scope, clientAuth }),
  smtp: z
    .strictObject({
      host: z
        .string()
        .regex(/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/, 'expected a host such as mail.example.com')
        .max(253),
      port: z.number().int().min(1).max(65_535),
      security: z.enum(['tls', 'starttls', 'none']).default('starttls').meta({
        description:
          'tls: from the first byte (465); starttls: required before anything is said (587); none: no password then',
      }),
      username: z.string().min(1).max(320).optional(),
      password: secret.optional(),
    })
    .refine(({ username, password }) => (username === undefined) === (password === undefined), {
      path: ['password'],
      message: 'expected a user together with a password, or neither',
    })
    .refine(({ security, password }) => security !== 'none' || password === undefined, {
      path: ['security'],
      message: 'expected tls or starttls: a password never goes out in the clear',
    }),
  slack: z.strictObject({
    token: z
      .string()
      .max(500)
      .regex(/^xox[bp]-[\w-]{10,}$/, 'expected a token that begins with xoxb- or xoxp-')
      .meta(writeOnly),
  }),
  s3: z.strictObject({
    accessKeyId: text(200),
    secretAccessKey: secret,
    region: z.string().regex(/^[a-z0-9-]{1,40}$/, 'expected a region such as eu-central-1'),
    endpoint: url.optional().meta({ description: 'Absent: Amazon S3 of that region' }),
    bucket: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'expected the name of a bucket')
      .optional()
      .meta({ description: 'Where its test looks; absent: it lists the buckets' }),
  }),
} as const;
export type CredentialKind = keyof typeof credentialSecrets;
export const credentialKinds = Object.keys(credentialSecrets) as [CredentialKind, ...CredentialKind[]];
export const credentialKind = z.enum(credentialKinds);

/** Kinds that are sent nowhere by HTTP, or to their own host alone: they name no hosts. */
export const hostlessKinds: readonly CredentialKind[] = ['hmac', 'smtp'];
/** Kinds that know where they go, unless other hosts are named. */
export const hostedKinds: readonly CredentialKind[] = ['slack', 's3'];
/** Kinds that have access tokens of their own, which are renewed. */
export const connectedKinds: readonly CredentialKind[] = ['oauth2', 'oauth2-client'];
/** Kinds that prove who calls at an address of somebody's choice. */
export const isSentByHttp = (kind: CredentialKind): boolean => !hostlessKinds.includes(kind);
