import { AppError } from '#libs/contracts';
import type { Authorization } from '../security/index.js';
import type { OpenSecrets } from './open-credential.js';
import { s3Headers } from './s3-signature.js';

/** The request that a credential is for. */
interface Asked {
  method: string;
  url: URL;
}
type Of<K extends OpenSecrets['kind']> = Extract<OpenSecrets, { kind: K }>;

const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');
const bearer = (token: string): Authorization => ({ headers: { authorization: `Bearer ${token}` } });
const neverSent = (kind: string) => (): never => {
  throw new AppError('CREDENTIAL_UNFIT', { detail: `A credential of the kind ${kind} is not sent by HTTP` });
};

const proofs: { [K in OpenSecrets['kind']]: (secrets: Of<K>, asked: Asked) => Authorization } = {
  bearer: ({ token }) => bearer(token),
  basic: ({ username, password }) => ({ headers: { authorization: `Basic ${base64(`${username}:${password}`)}` } }),
  header: ({ header, value }) => ({ headers: { [header]: value } }),
  query: ({ parameter, value }) => ({ query: { [parameter]: value } }),
  generic: ({ headers, query }) => ({ headers, query }),
  slack: ({ token }) => bearer(token),
  oauth2: ({ accessToken }) => bearer(accessToken),
  'oauth2-client': ({ accessToken }) => bearer(accessToken),
  s3: (keys, asked) => ({ headers: s3Headers(keys, asked, new Date()) }),
  hmac: neverSent('hmac'),
  smtp: neverSent('smtp'),
};

/** What a credential adds to a request. @throws CREDENTIAL_UNFIT for one that is not sent by HTTP */
export const authorizationOf = (secrets: OpenSecrets, asked: Asked): Authorization =>
  (proofs[secrets.kind] as (secrets: OpenSecrets, asked: Asked) => Authorization)(secrets, asked);
