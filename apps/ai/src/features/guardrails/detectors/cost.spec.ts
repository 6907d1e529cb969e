import { piiKinds } from '#libs/contracts';
import { canaryDetector } from './canaries.js';
import { hostList } from './destination.js';
import { findInjections } from './injection.js';
import { linkDetector } from './links.js';
import { findPii } from './pii.js';
import { findSecrets } from './secrets.js';

const size = 1_000_000;
const filled = (unit: string, characters: number) =>
  unit.repeat(Math.ceil(characters / unit.length)).slice(0, characters);
const links = linkDetector(hostList(['example.com']));
const canaries = canaryDetector(['canary-one-1234', 'canary-two-5678']);
const detectors = {
  pii: (text: string) => findPii(text, piiKinds),
  injection: (text: string) => findInjections(text, 0.6),
  secrets: (text: string) => findSecrets(text, true),
  'secrets in a stream': (text: string) => findSecrets(text, false),
  links: (text: string) => links(text, true),
  canaries: (text: string) => canaries(text, true),
};
/** Processor time in milliseconds: what else the machine does takes none of it. */
function cost(detect: (text: string) => unknown, text: string): number {
  const { user } = process.cpuUsage();
  detect(text);
  return (process.cpuUsage().user - user) / 1000;
}
/** A megabyte of an ordinary letter takes 10 to 90 ms. Four times the text may take four times as long, never sixteen times. */
const freeMs = 500;
const mostGrowth = 9;

describe.each(Object.entries(detectors))('a megabyte for %s', (_, detect) => {
  it.each([
    ['a', 'a'],
    ['digits', '1'],
    ['digits apart', '1 '],
    ['+1', '+1 '],
    ['00', '00 1-'],
    ['@', '@'],
    ['a@', 'a@'],
    ['a.', 'a.'],
    ['a@a.', 'a@a.'],
    ['DE12', 'DE12 '],
    [':', 'a:'],
    ['1.', '1.'],
    ['[', '['],
    ['](', ']('],
    ['![', '!['],
    ['](x', '](x '],
    ['http', 'https://'],
    ['www', 'www.a'],
    ['src', 'src= '],
    ['&', '&#1'],
    ['-', '-'],
    ['BEGIN', '-----BEGIN PRIVATE KEY-----'],
    ['BEGIN A', '-----BEGIN A '],
    ['sk-', 'sk-'],
    ['sk-a', 'sk-a '],
    ['eyJ', 'eyJ.'],
    ['password', 'password: '],
    ['key', 'api_key="'],
    ['ignore', 'ignore '],
    ['system', 'ignore previous '],
    ['not', 'not tell now be '],
    ['<|', '<|im_start|>'],
    ['blank', ' '],
    ['line', '\n'],
    ['###', '### '],
    ['zwsp', 'a\u200b'],
    ['tags', '\u{e0041}'],
    ['é', 'é'],
    ['base64', 'QUJD '],
    ['c', 'canary-one-123'],
    ['无', '忽略之前'],
  ])('of %s', (_name, unit) => {
    const quarter = cost(detect, filled(unit, size / 4));
    const whole = cost(detect, filled(unit, size));
    expect(whole).toBeLessThan(Math.max(freeMs, mostGrowth * quarter));
  });
});
