import type { ToolConstraints } from '#libs/contracts';
import { violationOf } from './argument-constraints.js';

describe('what the arguments of a call must be', () => {
  it.each<[string, ToolConstraints | undefined, unknown, boolean]>([
    ['nothing is said', undefined, { url: 'https://evil.example' }, true],
    ['the host itself', { hosts: ['shop.example'] }, { url: 'https://Shop.example/a?b=c' }, true],
    ['a host below', { hosts: ['*.shop.example'] }, { url: 'https://api.shop.example' }, true],
    ['not the one above it', { hosts: ['*.shop.example'] }, { url: 'https://shop.example' }, false],
    ['a host that only ends alike', { hosts: ['shop.example'] }, { url: 'https://evilshop.example' }, false],
    ['a host in front of an @', { hosts: ['shop.example'] }, { url: 'https://shop.example@evil.example/' }, false],
    [
      'one that hides behind a backslash',
      { hosts: ['shop.example'] },
      { url: 'https://evil.example\\@shop.example' },
      false,
    ],
    ['one without a scheme', { hosts: ['shop.example'] }, { url: '//evil.example/x' }, false],
    ['deep inside, or in a name', { hosts: ['shop.example'] }, { a: [{ 'see http://evil.example': 1 }] }, false],
    ['in the midst of a text', { hosts: ['shop.example'] }, { text: 'look: https://evil.example.' }, false],
    ['what is no address at all', { hosts: ['shop.example'] }, { url: 'https://[::' }, false],
    ['no address', { hosts: ['shop.example'] }, { text: 'hello' }, true],
    ['one of the values', { arguments: { kind: { values: ['a', 1] } } }, { kind: 1 }, true],
    ['another type', { arguments: { kind: { values: ['1'] } } }, { kind: 1 }, false],
    ['one that is missing', { arguments: { kind: { values: ['a'] } } }, {}, false],
    ['one that is inherited', { arguments: { constructor: { pattern: '.*' } } }, {}, false],
    ['the whole text', { arguments: { to: { pattern: '[a-z]+@shop\\.example' } } }, { to: 'ann@shop.example' }, true],
    [
      'more than that',
      { arguments: { to: { pattern: '[a-z]+@shop\\.example' } } },
      { to: 'ann@shop.example,x@y' },
      false,
    ],
    ['each of a list', { arguments: { to: { values: ['a', 'b'] } } }, { to: ['a', 'c'] }, false],
    ['within bounds', { arguments: { 'order.amount': { min: 0, max: 100 } } }, { order: { amount: 100 } }, true],
    ['beyond them', { arguments: { 'order.amount': { max: 100 } } }, { order: { amount: 100.5 } }, false],
    ['a number in a text', { arguments: { amount: { max: 100 } } }, { amount: '5' }, false],
    ['no object', { arguments: { amount: { max: 100 } } }, 'amount', false],
  ])('%s', (_, constraints, input, may) => {
    expect(violationOf(constraints, input) === undefined).toBe(may);
  });

  it('are found in hostile texts in no long time', () => {
    const began = performance.now();
    for (const text of ['a.'.repeat(500_000), 'a'.repeat(1_000_000), 'a:/'.repeat(300_000)])
      expect(violationOf({ hosts: ['a.example'] }, { text })).toBeUndefined();
    expect(violationOf({ hosts: ['a.example'] }, { text: `${'a'.repeat(100)}http://b.example` })).toBeDefined();
    expect(performance.now() - began).toBeLessThan(5000);
  });

  it('are told to the model', () => {
    expect(violationOf({ arguments: { amount: { min: 1, max: 9 } } }, { amount: 10 })).toBe(
      'The argument amount has to be a number of at least 1 and a number of at most 9',
    );
    expect(violationOf({ hosts: ['a.example'] }, { url: 'http://b.example/x' })).toContain('Allowed hosts: a.example');
  });
});
