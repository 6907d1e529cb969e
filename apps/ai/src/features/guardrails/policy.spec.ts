import { guardPolicy } from '#libs/contracts';
import { readyPolicy, strictest } from './policy.js';

const company = guardPolicy.parse({});

describe('policies', () => {
  it('flag injections, secrets and foreign images unless told otherwise, and leave personal data alone', () =>
    expect(company).toMatchObject({ injection: 'flag', secrets: 'flag', images: 'flag', pii: 'off', links: 'off' }));

  it('become stricter by an agent and a call, never laxer', () => {
    const whole = guardPolicy.parse({
      injection: 'block',
      pii: 'redact',
      piiKinds: ['email'],
      canaries: ['canary-one'],
    });
    const both = strictest(
      whole,
      { injection: 'off', pii: 'flag', secrets: 'redact', injectionThreshold: 0.9, piiKinds: ['iban'] },
      { secrets: 'off', links: 'block', injectionThreshold: 0.3, canaries: ['canary-two'] },
    );
    expect(both).toMatchObject({
      injection: 'block',
      pii: 'redact',
      secrets: 'redact',
      links: 'block',
      injectionThreshold: 0.3,
      piiKinds: ['email', 'iban'],
      canaries: ['canary-one', 'canary-two'],
    });
  });

  it('narrow the hosts that are allowed', () => {
    const whole = guardPolicy.parse({ links: 'strip', allowedHosts: ['*.example.com', 'shop.test'] });
    const hosts = ['docs.example.com', 'evil.test', 'shop.test', '*.a.example.com', 'example.com'];
    expect(strictest(whole, { allowedHosts: hosts }).allowedHosts).toEqual([
      'docs.example.com',
      'shop.test',
      '*.a.example.com',
    ]);
    expect(strictest(company, { links: 'strip', allowedHosts: ['a.test'] }).allowedHosts).toEqual(['a.test']);
    expect(strictest(whole, { links: 'block' }).allowedHosts).toEqual(whole.allowedHosts);
  });

  it('take the kinds of a call when the company looks for none', () =>
    expect(strictest(company, { pii: 'redact', piiKinds: ['email'] }).piiKinds).toEqual(['email']));

  it('are made ready once', () => {
    expect(readyPolicy(company)).toBe(readyPolicy(company));
    expect(readyPolicy(company).holdsBack).toBe(false);
  });
});
