import { AppError } from '#libs/contracts';

export type DocumentType = 'pdf' | 'docx' | 'html' | 'markdown' | 'text' | 'csv' | 'json';

const byExtension: Readonly<Record<string, DocumentType>> = {
  pdf: 'pdf',
  docx: 'docx',
  html: 'html',
  htm: 'html',
  xhtml: 'html',
  md: 'markdown',
  markdown: 'markdown',
  txt: 'text',
  text: 'text',
  log: 'text',
  rst: 'text',
  csv: 'csv',
  tsv: 'csv',
  json: 'json',
  jsonl: 'json',
  ndjson: 'json',
};
const byContentType: Readonly<Record<string, DocumentType>> = {
  'application/pdf': 'pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'text/markdown': 'markdown',
  'text/x-markdown': 'markdown',
  'text/plain': 'text',
  'text/csv': 'csv',
  'text/tab-separated-values': 'csv',
  'application/json': 'json',
  'application/x-ndjson': 'json',
  'application/jsonl': 'json',
};
const told: Readonly<Record<DocumentType, string>> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  html: 'text/html',
  markdown: 'text/markdown',
  text: 'text/plain',
  csv: 'text/csv',
  json: 'application/json',
};

/** The content type that a document of this type has here, whatever its sender called it. */
export const contentTypeOf = (type: DocumentType): string => told[type];

const extensionOf = (name: string): string => /\.([a-z0-9]{1,10})$/i.exec(name)?.[1]?.toLowerCase() ?? '';

/** What it seems to be before its content is there; undefined for what is certainly not read. */
export function likelyType(name: string, contentType: string): DocumentType | undefined {
  const plain = contentType.split(';')[0]!.trim().toLowerCase();
  return byExtension[extensionOf(name)] ?? byContentType[plain] ?? (plain.startsWith('text/') ? 'text' : undefined);
}

/**
 * How a document is to be read: as its first bytes say, then its name, then its sender.
 * @throws KNOWLEDGE_TYPE_UNKNOWN
 */
export function documentTypeOf(name: string, contentType: string, bytes: Uint8Array): DocumentType {
  const head = Buffer.from(bytes.subarray(0, 1024)).toString('latin1');
  if (head.includes('%PDF-')) return 'pdf';
  const likely = likelyType(name, contentType);
  if (head.startsWith('PK\u0003\u0004')) {
    if (likely === 'docx') return 'docx';
    throw unknown(name, contentType);
  }
  // What only calls itself so would be handed to a reader that it is not made for.
  if (likely === 'pdf' || likely === 'docx') throw unknown(name, contentType);
  if (likely === 'text' && /^\s*(<!doctype html|<html[\s>])/i.test(head)) return 'html';
  if (likely) return likely;
  throw unknown(name, contentType);
}

const unknown = (name: string, contentType: string) =>
  new AppError('KNOWLEDGE_TYPE_UNKNOWN', {
    detail: `“${name.slice(0, 100)}” (${contentType.slice(0, 100) || 'no type'}) is no PDF, DOCX, HTML, Markdown, text, CSV or JSON`,
  });
