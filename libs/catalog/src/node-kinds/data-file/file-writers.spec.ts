import { fileWriters } from './file-writers.js';

const csv = (rows: unknown[]) => fileWriters.csv.write({ rows });

describe('csv', () => {
  it('has a column for every field, in the order in which they come', () => {
    expect(
      csv([
        { a: 1, b: 'x' },
        { c: true, a: 2 },
      ]),
    ).toBe('a,b,c\r\n1,x,\r\n2,,true\r\n');
  });

  it('quotes what must be quoted and writes structures as JSON', () => {
    expect(csv([{ a: 'say "hi", you\nthere', b: { c: [1] } }])).toBe(
      'a,b\r\n"say ""hi"", you\nthere","{""c"":[1]}"\r\n',
    );
  });

  it.each(['=HYPERLINK("http://evil")', '+1+1', '-1+1', '@SUM(A1)', '\t=1', '\r=1', '＝1'])(
    'makes the formula %j harmless',
    (text) => {
      const cell = csv([{ a: text }])
        .split('\r\n')
        .slice(1)
        .join('\r\n');
      expect(cell.replace(/^"/, '').startsWith("'")).toBe(true);
    },
  );

  it('makes a formula in a column name harmless', () => expect(csv([{ '=1+1': 'x' }])).toBe("'=1+1\r\nx\r\n"));

  it('keeps numbers as they are', () => expect(csv([{ a: -5, b: 0.5, c: 0 }])).toBe('a,b,c\r\n-5,0.5,0\r\n'));

  it('puts plain values into one column', () => expect(csv(['a', null, 3])).toBe('value\r\na\r\n\r\n3\r\n'));

  it('takes no field from a prototype', () => {
    const rows = [JSON.parse('{"__proto__": "x", "a": 1}') as object, { a: 2 }];
    expect(csv(rows)).toBe('__proto__,a\r\nx,1\r\n,2\r\n');
  });

  it('refuses what is no list', () => {
    expect(() => fileWriters.csv.write({ content: 'a,b' })).toThrow(
      expect.objectContaining({ code: 'STEP_CONFIG_INVALID' }),
    );
  });
});

describe('other formats', () => {
  const rows = [{ a: 1 }, { a: '<b>' }];
  it('json', () => expect(fileWriters.json.write({ content: { a: [1] } })).toBe('{\n  "a": [\n    1\n  ]\n}\n'));
  it('jsonl', () => expect(fileWriters.jsonl.write({ rows })).toBe('{"a":1}\n{"a":"<b>"}\n'));
  it('text', () => {
    expect(fileWriters.text.write({ content: 'hello' })).toBe('hello');
    expect(fileWriters.text.write({ rows: ['a', 2] })).toBe('a\n2\n');
  });
  it('html escapes cells and takes a page as it is', () => {
    expect(fileWriters.html.write({ rows })).toContain('<tr><td>&lt;b&gt;</td></tr>');
    expect(fileWriters.html.write({ content: '<p>x</p>' })).toBe('<p>x</p>');
    expect(() => fileWriters.html.write({ content: { a: 1 } })).toThrow(
      expect.objectContaining({ code: 'STEP_CONFIG_INVALID' }),
    );
  });
});
