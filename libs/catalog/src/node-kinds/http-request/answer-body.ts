import { AppError } from '#libs/contracts';
import type { ArtifactCapability, HttpAnswer } from '../../kit.js';

type Form = 'json' | 'text' | 'file' | 'none';

const mediaType = ({ headers }: HttpAnswer): string =>
  (headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
const textual =
  /^(text\/.*|application\/(xml|javascript|x-www-form-urlencoded|x-ndjson|jsonl|yaml|x-yaml|graphql)|.*\+(xml|yaml))$/;

function formOf(answer: HttpAnswer, wanted: 'auto' | 'json' | 'text' | 'file'): Form {
  if (answer.body.byteLength === 0) return 'none';
  if (wanted !== 'auto') return wanted;
  const type = mediaType(answer);
  if (type === 'application/json' || type === 'text/json' || type.endsWith('+json')) return 'json';
  return type === '' || textual.test(type) ? 'text' : 'file';
}

/** What an answer's body says. @throws HTTP_ANSWER_INVALID when it is not the JSON that it says it is */
export async function bodyOf(
  answer: HttpAnswer,
  wanted: 'auto' | 'json' | 'text' | 'file',
  fallbackName: string,
  artifacts: () => ArtifactCapability,
): Promise<unknown> {
  const form = formOf(answer, wanted);
  if (form === 'none') return null;
  if (form === 'json') return json(answer);
  if (form === 'text') return textOf(answer);
  const contentType = mediaType(answer) || 'application/octet-stream';
  const file = { name: nameOf(answer, fallbackName), contentType, content: answer.body };
  return { ...(await artifacts().write(file)), contentType };
}

function json(answer: HttpAnswer): unknown {
  const text = textOf(answer);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new AppError('HTTP_ANSWER_INVALID', { detail: `The answer is no JSON: ${excerpt(text, 200)}` });
  }
}

export function textOf({ headers, body }: HttpAnswer): string {
  const charset = /charset="?([\w-]+)/i.exec(headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    return new TextDecoder().decode(body);
  }
}

/** The beginning of a refusal, on one line; nothing of what is not text. */
export function excerptOf(answer: HttpAnswer): string {
  const form = formOf(answer, 'auto');
  return form === 'json' || form === 'text'
    ? excerpt(textOf({ ...answer, body: answer.body.subarray(0, 4000) }), 500)
    : '';
}

const excerpt = (text: string, length: number): string => {
  const line = text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  return line.length <= length ? line : `${line.slice(0, length - 1)}…`;
};

/** `filename` of Content-Disposition, or the end of the address; without folders. */
function nameOf({ headers }: HttpAnswer, fallback: string): string {
  const given = /filename\*?=(?:UTF-8'')?"?([^";]+)/i.exec(headers['content-disposition'] ?? '')?.[1];
  const name = (given === undefined ? fallback : decoded(given)).replace(/[\\/:*?"<>|\p{Cc}]+/gu, '_').slice(0, 200);
  return /^[._]*$/.test(name) ? 'download' : name;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
