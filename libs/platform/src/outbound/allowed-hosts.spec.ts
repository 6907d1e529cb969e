import { allowedHost } from '#libs/contracts';
import { isAllowed } from './allowed-hosts.js';

const allows = (entry: string, url: string) => isAllowed([allowedHost.parse(entry)], new URL(url));

describe('hosts of a credential', () => {
  it.each([
    ['api.example.com', 'https://api.example.com/v1?x=1'],
    ['api.example.com', 'https://API.EXAMPLE.COM./'],
    ['https://api.example.com', 'https://api.example.com:443/'],
    ['*.example.com', 'https://eu.api.example.com/'],
    ['api.example.com:8443', 'https://api.example.com:8443/'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080/'],
  ])('%s allows %s', (entry, url) => expect(allows(entry, url)).toBe(true));

  it.each([
    ['api.example.com', 'http://api.example.com/'],
    ['api.example.com', 'https://api.example.com:8443/'],
    ['api.example.com', 'https://evil-api.example.com/'],
    ['api.example.com', 'https://api.example.com.evil.net/'],
    ['api.example.com', 'https://api.example.com@evil.net/'],
    ['*.example.com', 'https://example.com/'],
    ['*.example.com', 'https://evilexample.com/'],
    ['http://127.0.0.1:8080', 'https://127.0.0.1:8080/'],
  ])('%s does not allow %s', (entry, url) => expect(allows(entry, url)).toBe(false));

  it.each(['', '*', '*.', 'a b', 'api.example.com/path', 'ftp://a.example', '*.*.example.com', 'user@host', 'host:'])(
    '%s is no host',
    (entry) => expect(allowedHost.safeParse(entry).success).toBe(false),
  );
});
