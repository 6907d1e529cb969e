import { credentialKind, newCredential } from '#libs/contracts';
import { lacking, secretsOf } from './credential-form.js';

const typed = {
  token: ' xoxb-0123456789-t ',
  username: 'mara',
  password: 'p',
  header: 'X-Key',
  value: 'v',
  parameter: 'key',
  headers: 'X-Client: larkfield\n X-Key : a:b ',
  query: '',
  secret: 'sixteen-letters-long',
  authorizeUrl: 'https://id.example/authorize',
  tokenUrl: 'https://id.example/token',
  clientId: 'c',
  clientSecret: 's',
  host: 'mail.example.com',
  port: '587',
  accessKeyId: 'AKIA',
  secretAccessKey: 'k',
  region: 'eu-central-1',
};

describe.each(credentialKind.options)('a credential of the kind %s', (kind) => {
  it('is what the contract takes once every field is filled in', () => {
    expect(lacking(kind, typed)).toEqual([]);
    const body = { kind, name: 'Ledger', allowedHosts: ['api.example.com'], ...secretsOf(kind, typed) };
    expect(newCredential.safeParse(body).error).toBeUndefined();
  });
  it('lacks each field that is empty', () => {
    expect(lacking(kind, {}).length).toBeGreaterThan(0);
    expect(secretsOf(kind, {})).toEqual({});
  });
});

it('blanks around a secret are no part of it', () =>
  expect(secretsOf('bearer', typed)).toEqual({ token: 'xoxb-0123456789-t' }));
it('reads one header a line', () =>
  expect(secretsOf('generic', typed)).toEqual({ headers: { 'X-Client': 'larkfield', 'X-Key': 'a:b' } }));
