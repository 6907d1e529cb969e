import { DocumentReader } from '#libs/catalog/tools/reading/reader';
import { AppError } from '#libs/contracts';
import { mostText, tidy, type Block, type ReadDocument } from './blocks.js';
import { textOfBytes } from './bytes-to-text.js';
import { guardDocx } from './docx-guard.js';
import type { DocumentType } from './document-type.js';
import { guardPdf } from './pdf-guard.js';
import { readHtml } from './read-html.js';
import { readJson } from './read-json.js';
import { readMarkdown, readText } from './read-markdown.js';
import { readCsv } from './read-table.js';
import { tooLarge, unreadable } from './unreadable.js';

const megabyte = 1024 * 1024;
/** Bytes of a document that is read, by its type. */
export const documentBytes: Readonly<Record<DocumentType, number>> = {
  pdf: 32 * megabyte,
  docx: 32 * megabyte,
  html: 8 * megabyte,
  markdown: 8 * megabyte,
  text: 8 * megabyte,
  csv: 8 * megabyte,
  json: 8 * megabyte,
};

interface Given {
  type: DocumentType;
  bytes: Uint8Array;
  /** As its sender says. */
  charset?: string | undefined;
}

/** Its own thread: what somebody waits for does not stand behind what is read in the background. */
const thread = new DocumentReader({ timeMs: 30_000, megabytes: 512 });

const readers: Readonly<Record<DocumentType, (given: Given) => Promise<ReadDocument> | ReadDocument>> = {
  pdf: async ({ bytes }) => {
    await guardPdf(bytes);
    const { title, pages } = await thread.read('pages', bytes, '').catch(asUnreadable);
    const blocks = pages.flatMap((text, index) => paragraphsOf(text).map((each) => ({ text: each, page: index + 1 })));
    return { title, blocks, pages: pages.length };
  },
  docx: async ({ bytes }) => {
    await guardDocx(bytes);
    return readHtml((await thread.read('docx', bytes, '').catch(asUnreadable)).html);
  },
  html: (given) => readHtml(textOf(given)),
  markdown: (given) => readMarkdown(textOf(given)),
  text: (given) => readText(textOf(given)),
  csv: (given) => readCsv(textOf(given)),
  json: (given) => readJson(textOf(given)),
};

/**
 * What a document says, with its headings and pages.
 * @throws KNOWLEDGE_UNREADABLE, KNOWLEDGE_TYPE_UNKNOWN, KNOWLEDGE_EMPTY, LIMIT_EXCEEDED
 */
export async function readDocument(given: Given): Promise<ReadDocument> {
  const most = documentBytes[given.type];
  if (given.bytes.byteLength > most) throw tooLarge(`${given.bytes.byteLength} bytes`, String(most), 'document.bytes');
  const read = await readers[given.type](given);
  const total = read.blocks.reduce((sum, { text }) => sum + text.length, 0);
  if (total > mostText) throw tooLarge(`${total} characters of text`, String(mostText), 'document.chars');
  if (total === 0) throw new AppError('KNOWLEDGE_EMPTY');
  return read;
}

const textOf = ({ bytes, charset }: Given): string => textOfBytes(bytes, charset);

/** The reader of pages tells by codes of HTTP. */
function asUnreadable(error: unknown): never {
  const why = error instanceof Error ? error.message.replace(/^The document could not be read: /, '') : String(error);
  throw unreadable(/password/i.test(why) ? 'it is locked by a password' : why, error);
}

/** Lines of a page that belong together: what ends a sentence, or is short, ends a paragraph where the next begins one. */
function paragraphsOf(page: string): string[] {
  const paragraphs: string[] = [];
  let open = '';
  for (const line of tidy(page).split('\n')) {
    const isBreak = line === '' || (open !== '' && /[.!?:]["”)]?$/.test(open) && /^[\p{Lu}\d•–-]/u.test(line));
    if (isBreak && open !== '') {
      paragraphs.push(open);
      open = '';
    }
    if (line !== '') open = open === '' ? line : open.endsWith('-') ? open.slice(0, -1) + line : `${open} ${line}`;
  }
  if (open !== '') paragraphs.push(open);
  return paragraphs satisfies Block['text'][];
}
