import { withCitations } from './citations.js';

const base = 'kb_01h455vb4pex5vsknk084sn02q';
const document = 'doc_01h455vb4pex5vsknk084sn02q';
const cite = `[manual.pdf, p. 3](/knowledge/${base}/documents/${document}?passage=7)`;

describe('citations', () => {
  it('become links where they stand', () => {
    expect(withCitations(`Monthly ${cite}. Not weekly.`)).toEqual([
      'Monthly ',
      { name: 'manual.pdf, p. 3', base, document, passage: 7 },
      '. Not weekly.',
    ]);
    expect(withCitations(cite + cite)).toHaveLength(2);
  });

  it('are the only links: whatever else a text says stays a text', () => {
    for (const text of [
      '',
      'plain',
      '[x](https://evil.example)',
      '[x](javascript:alert(1))',
      '[x](/knowledge/../admin)',
      `[x](//evil.example/knowledge/${base}/documents/${document}?passage=1)`,
    ])
      expect(withCitations(text)).toEqual([text]);
  });
});
