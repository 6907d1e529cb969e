import { Parser } from 'htmlparser2';
import { breathe, tidy, type Block, type ReadDocument } from './blocks.js';
import { tooLarge } from './unreadable.js';

/** What is no part of what a page says. */
const skipped = new Set(
  'script style noscript template svg math head nav aside footer form button select option iframe object canvas audio video dialog'.split(
    ' ',
  ),
);
const blocks = new Set(
  'address article blockquote dd div dl dt figcaption figure h1 h2 h3 h4 h5 h6 header hr li main ol p pre section table tbody thead tfoot tr ul caption body html'.split(
    ' ',
  ),
);
const cells = new Set(['td', 'th']);
const voids = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));
const piece = 64 * 1024;
/** The parser's own list of open elements gets slow with its length. */
const mostLevels = 5000;

interface Found extends Block {
  /** Inside `main` or `article`. */
  isMain: boolean;
}

/** Reads while the text goes through, and keeps no tree. */
class PageReader {
  title = '';
  readonly found: Found[] = [];
  private line = '';
  private level: number | undefined;
  /** Of the element that hides what is in it, and how deep we are in that. */
  private hidden = 0;
  private main = 0;
  private inTitle = false;
  private readonly open: { name: string; isMain: boolean }[] = [];

  opened(name: string, attributes: Record<string, string>): void {
    if (name === 'title') this.inTitle = true;
    if (voids.has(name)) {
      if (name === 'br') this.line += '\n';
      return;
    }
    if (this.hidden > 0 || isHidden(name, attributes)) {
      this.hidden++;
      return this.deeper();
    }
    const isMain = name === 'main' || name === 'article' || attributes['role'] === 'main';
    if (blocks.has(name)) this.flush();
    if (isMain) this.main++;
    if (/^h[1-6]$/.test(name)) this.level = Number(name[1]);
    if (name === 'li') this.line += '- ';
    if (cells.has(name) && this.line.trim() !== '') this.line += ' | ';
    this.open.push({ name, isMain });
    this.deeper();
  }

  /** A13: a page that nests without end. @throws LIMIT_EXCEEDED */
  private deeper(): void {
    if (this.open.length + this.hidden > mostLevels)
      throw tooLarge(`more than ${mostLevels} levels`, String(mostLevels), 'document.levels');
  }

  closed(name: string): void {
    if (name === 'title') this.inTitle = false;
    if (voids.has(name)) return;
    if (this.hidden > 0) {
      this.hidden--;
      return;
    }
    const last = this.open.pop();
    if (blocks.has(name)) this.flush();
    if (last?.isMain) this.main--;
    if (/^h[1-6]$/.test(name)) this.level = undefined;
  }

  text(text: string): void {
    if (this.inTitle) this.title += text;
    if (this.inTitle || this.hidden > 0) return;
    this.line +=
      this.open.at(-1)?.name === 'pre' || this.open.at(-2)?.name === 'pre' ? text : text.replace(/\s+/g, ' ');
  }

  flush(): void {
    const text = tidy(this.line);
    this.line = '';
    if (text === '' || text === '-') return;
    this.found.push({ text, isMain: this.main > 0, ...(this.level === undefined ? {} : { level: this.level }) });
  }
}

const isHidden = (name: string, attributes: Record<string, string>): boolean =>
  skipped.has(name) ||
  attributes['hidden'] !== undefined ||
  attributes['aria-hidden'] === 'true' ||
  /display:\s*none|visibility:\s*hidden/i.test(attributes['style'] ?? '');

/** What a page says: its main part where it names one; without menus, forms and what nobody sees. */
export async function readHtml(html: string): Promise<ReadDocument> {
  const reader = new PageReader();
  const parser = new Parser(
    {
      onopentag: (name, attributes) => reader.opened(name, attributes),
      onclosetag: (name) => reader.closed(name),
      ontext: (text) => reader.text(text),
    },
    { decodeEntities: true },
  );
  for (let at = 0; at < html.length; at += piece) {
    parser.write(html.slice(at, at + piece));
    await breathe();
  }
  parser.end();
  reader.flush();
  const main = reader.found.filter(({ isMain }) => isMain);
  const chosen = main.some(({ level }) => level === undefined) ? main : reader.found;
  return {
    title: tidy(reader.title).replace(/\n/g, ' '),
    blocks: chosen.map(({ isMain: _, ...block }) => block),
    pages: null,
  };
}
