import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { securityHeaders } from './security-headers.js';

describe('security headers of the front door', () => {
  it('are those of the gateway', () => {
    const conf = readFileSync(join(process.cwd(), 'gateway/security-headers.conf'), 'utf8');
    const entries = [...conf.matchAll(/^add_header (\S+) (?:"([^"]*)"|(\S+)) always;$/gm)].map(
      ([, name, quoted, bare]) => [name!, quoted ?? bare!],
    );
    const gateway = Object.fromEntries(
      entries.map(([name, value]) => [name, value!.replace('$aaas_images', "'self'")]),
    );
    expect(Object.keys(gateway).length).toBeGreaterThan(5);
    expect(securityHeaders('/')).toEqual(gateway);
  });
});
