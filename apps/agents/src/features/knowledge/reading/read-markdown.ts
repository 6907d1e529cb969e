import { tidy, type Block, type ReadDocument } from './blocks.js';

/** Reads Markdown line by line; what it says stays as it is written, save links, of which the words stay. */
export function readMarkdown(text: string): ReadDocument {
  const lines = withoutFrontMatter(text.split(/\r?\n/));
  const blocks: Block[] = [];
  let paragraph: string[] = [];
  let fence: string | undefined;
  const end = () => {
    const said = tidy(paragraph.join('\n'));
    paragraph = [];
    if (said !== '') blocks.push({ text: said });
  };
  const heading = (words: string, level: number) => {
    const said = tidy(words);
    if (said !== '') blocks.push({ text: said, level });
  };
  for (const line of lines) {
    const marks = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== undefined) {
      if (marks !== undefined && marks.startsWith(fence)) {
        fence = undefined;
        end();
      } else paragraph.push(line);
      continue;
    }
    const atx = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/.exec(line);
    const setext = paragraph.length === 1 ? /^ {0,3}(=+|-+)[ \t]*$/.exec(line)?.[1] : undefined;
    if (marks !== undefined) {
      end();
      fence = marks;
    } else if (atx) {
      end();
      heading(plain(atx[2] ?? ''), atx[1]!.length);
    } else if (setext !== undefined) {
      const words = paragraph.pop()!;
      heading(words, setext.startsWith('=') ? 1 : 2);
    } else if (line.trim() === '') end();
    else {
      if (/^ {0,3}([-*+]|\d{1,9}[.)])\s/.test(line)) end();
      paragraph.push(plain(line));
    }
  }
  end();
  const first = blocks.find(({ level }) => level === 1);
  return { title: first?.text ?? '', blocks, pages: null };
}

/** Of links and pictures the words. */
const plain = (line: string): string =>
  line.replace(/!?\[([^\][]{0,500})\]\([^()\s]{0,2000}(?:\s"[^"]{0,500}")?\)/g, '$1').replace(/<!--.*?-->/g, '');

function withoutFrontMatter(lines: string[]): string[] {
  if (lines[0]?.trim() !== '---') return lines;
  const close = lines.findIndex((line, index) => index > 0 && /^(---|\.\.\.)\s*$/.test(line));
  return close < 0 || close > 200 ? lines : lines.slice(close + 1);
}

/** A plain text: what blank lines part. */
export function readText(text: string): ReadDocument {
  const blocks = text
    .split(/\r?\n[^\S\n]*\r?\n/)
    .map(tidy)
    .filter((each) => each !== '')
    .map((each) => ({ text: each }));
  return { title: '', blocks, pages: null };
}
