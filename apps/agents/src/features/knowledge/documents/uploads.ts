import { addedPage, AppError, knowledgeFileBytes } from '#libs/contracts';
import { likelyType } from '../reading/document-type.js';

export interface UploadedFile {
  name: string;
  contentType: string;
  bytes: Uint8Array;
}
export type Upload = { files: UploadedFile[]; trusted: boolean } | { page: { url: string; name?: string | undefined } };

const mostFiles = 100;

/**
 * What a request brings: files (multipart), or the address of a page (JSON).
 * @throws UNSUPPORTED_MEDIA_TYPE, VALIDATION_FAILED, LIMIT_EXCEEDED, KNOWLEDGE_TYPE_UNKNOWN naming the first file that is not read
 */
export async function readUpload(contentType: string, bytes: Uint8Array): Promise<Upload> {
  if (/^application\/json\b/i.test(contentType)) return { page: pageIn(bytes) };
  if (!/^multipart\/form-data\b/i.test(contentType))
    throw new AppError('UNSUPPORTED_MEDIA_TYPE', { detail: 'Send multipart/form-data with files, or JSON with a url' });
  const form = await new Response(Buffer.from(bytes), { headers: { 'content-type': contentType } })
    .formData()
    .catch((cause: unknown) => {
      throw new AppError('VALIDATION_FAILED', { detail: 'The form cannot be read' }, { cause });
    });
  const files = await Promise.all(form.getAll('file').map(fileIn));
  if (files.length === 0) throw invalid('file', 'expected at least one file');
  if (files.length > mostFiles) throw invalid('file', `expected at most ${mostFiles} files`);
  return { files, trusted: form.get('trusted') === 'true' };
}

function pageIn(bytes: Uint8Array): { url: string; name?: string | undefined } {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (cause) {
    throw new AppError('MALFORMED_JSON', {}, { cause });
  }
  const parsed = addedPage.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new AppError('VALIDATION_FAILED', {
    issues: parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
  });
}

async function fileIn(entry: string | File): Promise<UploadedFile> {
  if (typeof entry === 'string') throw invalid('file', 'expected a file, not a text');
  const name = plainName(entry.name);
  if (name === '') throw invalid('file', 'expected a file with a name');
  if (entry.size === 0) throw invalid('file', `“${name}” is empty`);
  if (entry.size > knowledgeFileBytes)
    throw new AppError('LIMIT_EXCEEDED', {
      detail: `“${name}” has ${entry.size} bytes; ${knowledgeFileBytes} are read at most`,
      limit: 'document.bytes',
    });
  if (!likelyType(name, entry.type))
    throw new AppError('KNOWLEDGE_TYPE_UNKNOWN', {
      detail: `“${name}” is no PDF, DOCX, HTML, Markdown, text, CSV or JSON`,
    });
  return { name, contentType: entry.type, bytes: new Uint8Array(await entry.arrayBuffer()) };
}

/** A name, never a path. */
const plainName = (name: string): string =>
  name
    .replace(/^.*[/\\]/, '')
    .replace(/\p{Cc}/gu, '')
    .trim()
    .slice(0, 300);

const invalid = (path: string, message: string) =>
  new AppError('VALIDATION_FAILED', { detail: `${path}: ${message}`, issues: [{ path, message }] });
