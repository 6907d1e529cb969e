import { documentTypeOf, likelyType } from './document-type.js';
import { textOfBytes } from './bytes-to-text.js';
import { passagesOf } from './passages.js';
import { readHtml } from './read-html.js';
import { readJson } from './read-json.js';
import { readMarkdown, readText } from './read-markdown.js';
import { readCsv } from './read-table.js';

describe('reading HTML', () => {
  it('keeps headings and paragraphs, and leaves out what is no content', async () => {
    const { title, blocks } = await readHtml(
      `<!doctype html><title>Our shop &amp; you</title><script>evil()</script><nav>Menu</nav><body><h1>Returns</h1>
       <p>Within <b>30</b> days.<br>Free.</p><ul><li>One<li>Two</ul><table><tr><th>Land</th><td>DE</td></tr></table>
       <p hidden>unseen</p><p style="display:none">unseen too</p><footer>Imprint</footer>`,
    );
    expect(title).toBe('Our shop & you');
    expect(blocks).toEqual([
      { text: 'Returns', level: 1 },
      { text: 'Within 30 days.\nFree.' },
      { text: '- One' },
      { text: '- Two' },
      { text: 'Land | DE' },
    ]);
  });

  it('takes the main part where the page names one', async () => {
    const { blocks } = await readHtml('<div>Advertising</div><main><p>The text</p></main><div>More</div>');
    expect(blocks).toEqual([{ text: 'The text' }]);
  });
});

describe('reading Markdown and text', () => {
  it('knows headings, lists, fences and front matter', () => {
    const { title, blocks } = readMarkdown(
      '---\nowner: me\n---\n# Guide\n\nRead [this](https://a.example).\n\nSetup\n-----\n- one\n- two\n\n```\n# no heading\n\nx\n```\n### Deep ###\nend',
    );
    expect(title).toBe('Guide');
    expect(blocks).toEqual([
      { text: 'Guide', level: 1 },
      { text: 'Read this.' },
      { text: 'Setup', level: 2 },
      { text: '- one' },
      { text: '- two' },
      { text: '# no heading\n\nx' },
      { text: 'Deep', level: 3 },
      { text: 'end' },
    ]);
  });

  it('parts a text at blank lines', () => {
    expect(readText('a\nb\r\n\r\nc\n \nd').blocks).toEqual([{ text: 'a\nb' }, { text: 'c' }, { text: 'd' }]);
  });

  it('decodes what is no UTF-8', () => {
    expect(textOfBytes(Buffer.from('Grüße', 'utf8'))).toBe('Grüße');
    expect(textOfBytes(Buffer.from('Grüße', 'latin1'))).toBe('Grüße');
    expect(textOfBytes(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('Grüße', 'utf16le')]))).toBe('Grüße');
    expect(() => textOfBytes(Buffer.from([1, 0, 2, 0]))).toThrow(
      expect.objectContaining({ code: 'KNOWLEDGE_TYPE_UNKNOWN' }),
    );
  });
});

describe('reading tables and JSON', () => {
  it('tells each row by the names of its columns', async () => {
    expect((await readCsv('Name;Price;Note\nKettle;30;"red; large"\nPan;;\n')).blocks).toEqual([
      { text: 'Name: Kettle; Price: 30; Note: red; large' },
      { text: 'Name: Pan' },
    ]);
  });

  it('tells objects with the names that lead to them', () => {
    expect(readJson('{"shop":{"name":"A","tags":["x","y"],"open":null},"rows":[{"id":1},{"id":2}]}').blocks).toEqual([
      { text: 'shop\nname: A' },
      { text: 'shop › tags\nx, y' },
      { text: 'rows\nid: 1' },
      { text: 'rows\nid: 2' },
    ]);
    expect(readJson('{"id":1}\n{"id":2}\n').blocks).toEqual([{ text: 'id: 1' }, { text: 'id: 2' }]);
  });
});

describe('what a document is', () => {
  it('goes by its content, its name, and its sender, in that order', () => {
    const text = Buffer.from('hello');
    expect(documentTypeOf('x.txt', 'text/plain', Buffer.from('%PDF-1.7'))).toBe('pdf');
    expect(documentTypeOf('notes.MD', 'text/plain', text)).toBe('markdown');
    expect(documentTypeOf('page', 'text/html; charset=utf-8', text)).toBe('html');
    expect(documentTypeOf('page', 'text/plain', Buffer.from('<!doctype html><p>x'))).toBe('html');
    expect(likelyType('picture.png', 'image/png')).toBeUndefined();
  });

  it('is not what it only calls itself', () => {
    for (const [name, bytes] of [
      ['fake.pdf', 'hello'],
      ['fake.docx', 'hello'],
      ['archive.txt', 'PK\u0003\u0004'],
      ['picture.png', 'x'],
    ] as const)
      expect(() => documentTypeOf(name, '', Buffer.from(bytes))).toThrow(
        expect.objectContaining({ code: 'KNOWLEDGE_TYPE_UNKNOWN' }),
      );
  });
});

describe('parting into passages', () => {
  const words = (count: number, word = 'word') => Array.from({ length: count }, () => word).join(' ');
  const document = (blocks: { text: string; level?: number; page?: number }[]) => ({ title: '', pages: null, blocks });

  it('keeps headings and pages, and ends where a section ends', () => {
    const passages = passagesOf(
      document([
        { text: 'A', level: 1 },
        { text: words(60), page: 3 },
        { text: 'B', level: 2 },
        { text: words(60), page: 4 },
        { text: 'C', level: 1 },
        { text: words(60), page: 5 },
      ]),
      1000,
    );
    expect(passages.map(({ headings, page }) => [headings, page])).toEqual([
      [['A'], 3],
      [['A', 'B'], 4],
      [['C'], 5],
    ]);
  });

  it('puts short sections together, and parts long ones between sentences', () => {
    const short = passagesOf(
      document([{ text: 'A', level: 1 }, { text: 'x' }, { text: 'B', level: 1 }, { text: 'y' }]),
      1000,
    );
    expect(short.map(({ text }) => text)).toEqual(['x\n\nB\n\ny']);
    const long = passagesOf(document([{ text: `${words(50)}. ${words(60, 'next')}.` }]), 300);
    expect(long[0]!.text.endsWith('word.')).toBe(true);
    expect(long.every(({ text }) => text.length <= 300)).toBe(true);
    expect(long.map(({ text }) => text).join(' ')).toBe(`${words(50)}. ${words(60, 'next')}.`);
  });

  it('loses nothing of what has no place to part, and cuts no character in two', () => {
    const passages = passagesOf(document([{ text: '🙂'.repeat(400) }]), 301);
    expect(passages.map(({ text }) => text).join('')).toBe('🙂'.repeat(400));
  });

  it('reads a document of headings alone', () => {
    expect(
      passagesOf(
        document([
          { text: 'A', level: 1 },
          { text: 'B', level: 2 },
        ]),
        500,
      ).map(({ text }) => text),
    ).toEqual(['A\n\nB']);
  });
});
