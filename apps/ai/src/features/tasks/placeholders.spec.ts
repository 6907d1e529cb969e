import { markFaults, mask, unmask } from './placeholders.js';

describe('placeholders', () => {
  it.each([
    'Hello {{ customer.name }}, your {count} items',
    'Costs ${price} or %s, %1$d, %(name)s and {0}',
    'Run `npm test` and\n```js\nconst a = "b";\n```\nthen go on',
    'See [the guide](./docs/guide.md) at https://example.com/a?b=c.',
    'Write to <b>ann@example.com</b><br/>',
    'already ⟦7⟧ there',
  ])('are taken out and put back: %j', (text) => {
    const { text: masked, held } = mask(text);
    expect(held.length).toBeGreaterThan(0);
    for (const part of held.filter((each) => !each.startsWith('⟦'))) expect(masked).not.toContain(part);
    expect(unmask(masked, held)).toBe(text);
  });

  it('leaves words and percents alone', () => {
    for (const text of ['5 % discount', '100 %discount', 'a < b and c > d', 'the set {1, 2} of {two words}'])
      expect(mask(text).held).toEqual([]);
  });

  it('names marks that were lost, doubled or made up', () => {
    expect(markFaults('a ⟦0⟧ b ⟦1⟧', '⟦1⟧ b ⟦0⟧')).toEqual([]);
    expect(markFaults('a ⟦0⟧ b ⟦1⟧', 'x ⟦0⟧ ⟦0⟧ ⟦9⟧')).toEqual([
      '⟦0⟧ is there too often',
      '⟦1⟧ is missing',
      '⟦9⟧ was not in the text',
    ]);
  });
});
