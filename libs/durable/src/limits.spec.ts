import { byteLength, encodeJson, limits } from './limits.js';

describe('encodeJson', () => {
  it('writes what JSON can hold; undefined is null', () => {
    expect(encodeJson({ a: [1, 'ä'] }, 'x')).toBe('{"a":[1,"ä"]}');
    expect(encodeJson(undefined, 'x')).toBe('null');
  });

  it('refuses what is too deep or too large, and names the limit', () => {
    let nested: unknown = 1;
    for (let level = 0; level < limits.jsonDepth; level++) nested = { nested };
    expect(() => encodeJson(nested, 'The output')).not.toThrow();
    expect(() => encodeJson([nested], 'The output')).toThrow(/The output: .* json\.depth of 64/);
    expect(() => encodeJson('x'.repeat(limits.output), 'The output')).toThrow(/output\.bytes/);
  });

  it('bears a cycle with an error', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    expect(() => encodeJson(cycle, 'x')).toThrow(/json\.depth/);
  });

  it('measures bytes, not characters, near the limit', () => {
    const text = 'ä'.repeat(40_000);
    expect(byteLength(text)).toBe(80_000);
  });
});
