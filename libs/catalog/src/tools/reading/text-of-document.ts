import { AppError } from '#libs/contracts';
import { readDocument, type ReadPage } from './reader.js';

/** Larger ones are not read: a thread has only so much memory. */
export const documentBytes = { html: 3 * 1024 * 1024, pdf: 16 * 1024 * 1024, text: 4 * 1024 * 1024 };

export interface Document {
  contentType: string;
  content: Uint8Array;
  /** Links of the page are relative to it. */
  url: string;
}

const textual =
  /^(text\/.*|application\/(json|xml|javascript|x-ndjson|jsonl|yaml|x-yaml|toml|csv)|.*\+(json|xml|yaml))$/;

/**
 * What a document says: the article of a page, the text of a PDF, a text as it is.
 * @throws HTTP_ANSWER_INVALID for what is no text, or cannot be read; LIMIT_EXCEEDED for what is too large
 */
export async function textOfDocument({ contentType, content, url }: Document): Promise<ReadPage> {
  const [type = '', ...parameters] = contentType.split(';').map((part) => part.trim().toLowerCase());
  const isPdf = type === 'application/pdf' || Buffer.from(content.subarray(0, 5)).toString('latin1') === '%PDF-';
  if (isPdf) return readDocument('pdf', within('pdf', content), url);
  const text = () => decoded(content, parameters);
  if (type === 'text/html' || type === 'application/xhtml+xml') {
    within('html', content);
    return readDocument('html', text(), url);
  }
  if (textual.test(type) || (type === '' && !content.includes(0))) {
    within('text', content);
    return { title: '', byline: null, text: text(), links: [] };
  }
  throw new AppError('HTTP_ANSWER_INVALID', {
    detail: `A document of the type ${type || 'unknown'} holds no text that could be read`,
  });
}

function within(kind: keyof typeof documentBytes, content: Uint8Array): Uint8Array {
  const most = documentBytes[kind];
  if (content.byteLength <= most) return content;
  throw new AppError('LIMIT_EXCEEDED', {
    detail: `The document has ${content.byteLength} bytes; ${most} are read at most`,
    limit: 'document.bytes',
  });
}

function decoded(content: Uint8Array, parameters: readonly string[]): string {
  const charset =
    parameters
      .find((part) => part.startsWith('charset='))
      ?.slice(8)
      .replaceAll('"', '') ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(content);
  } catch {
    return new TextDecoder().decode(content);
  }
}
