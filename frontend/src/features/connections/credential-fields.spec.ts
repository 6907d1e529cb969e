import { credentialKind, newCredential } from '#libs/contracts';
import { lacking, secretsOf } from './credential-fields.js';

const typed = {
  token: ' t ',
  username: 'mara',
  password: 'p',
  header: 'X-Key',
  value: 'v',
  parameter: 'key',
  secret: 'sixteen-letters-long',
  tokenUrl: 'https://id.example/token',
  clientId: 'c',
  clientSecret: 's',
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

it('blanks around a secret are no part of it', () => expect(secretsOf('bearer', typed)).toEqual({ token: 't' }));
