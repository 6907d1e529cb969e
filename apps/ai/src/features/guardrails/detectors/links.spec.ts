import { hostList } from './destination.js';
import { linkDetector } from './links.js';

const detect = linkDetector(hostList(['example.com', '*.example.com', 'shop.test']));
const seen = (text: string) =>
  detect(text, true).found.map(({ detector, start, end }) => `${detector}:${text.slice(start, end)}`);

describe('foreign links and images', () => {
  it.each<[string, string[]]>([
    ['![a](https://evil.test/x?d=1)', ['image:https://evil.test/x?d=1']],
    ['[a](https://evil.test/x)', ['link:https://evil.test/x']],
    ['[![a](https://evil.test/i.png)](https://evil.test)', ['image:https://evil.test/i.png', 'link:https://evil.test']],
    ['![a][r]\n\n[r]: https://evil.test/x', ['image:https://evil.test/x']],
    ['![a](<https://evil.test/x y>)', ['image:https://evil.test/x']],
    ['<img alt="a" src="https://evil.test/x">', ['image:https://evil.test/x']],
    ["<IMG SRC = 'HTTPS://evil.test/x'>", ['image:HTTPS://evil.test/x']],
    ['<a href=//evil.test/x>', ['link://evil.test/x']],
    ['![a](//evil.test/x)', ['image://evil.test/x']],
    ['![a](\\\\evil.test/x)', ['image:\\\\evil.test/x']],
    ['![a](https:evil.test/x)', ['image:https:evil.test/x']],
    ['![a](&#104;ttps://evil.test/x)', ['image:&#104;ttps://evil.test/x']],
    ['![a](https&colon;//evil.test)', ['image:https&colon;//evil.test']],
    ['[a](javascript:alert(1))', ['link:javascript:alert(1']],
    ['[a](https://example.com@evil.test/)', ['link:https://example.com@evil.test/']],
    ['[a](https://example.com.evil.test/)', ['link:https://example.com.evil.test/']],
    ['<div style="background:url(https://evil.test/x)">', ['image:https://evil.test/x']],
    ['See https://evil.test/x?y=z.', ['link:https://evil.test/x?y=z']],
    ['go to www.evil.test, please', ['link:www.evil.test']],
    ['**https://evil.test**', ['link:https://evil.test']],
  ])('%s', (text, expected) => expect(seen(text)).toEqual(expected));

  it.each([
    '![a](https://example.com/x) [b](https://cdn.example.com/y) https://shop.test/z',
    '[a](/orders/1) [b](#top) ![c](images/x.png) [d](mailto:a@evil.test)',
    '![a](data:image/png;base64,AAAA)',
    'array[0]: done, f(x)](y), src=local.png',
    'http is a protocol: https, too. www is a name.',
    'note[1]: see below',
  ])('nothing in %s', (text) => expect(seen(text)).toEqual([]));

  it('names the host without what could be carried out in front of it', () =>
    expect(detect('![](https://c2VjcmV0.evil.test/c2VjcmV0)', true).found[0]!.sample).toBe('….evil.test'));
});
