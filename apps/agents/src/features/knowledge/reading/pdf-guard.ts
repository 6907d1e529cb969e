import { inflate as zlibInflate } from 'node:zlib';
import { promisify } from 'node:util';
import { chunkSizeOf } from './unpacking.js';
import { tooLarge } from './unreadable.js';

const inflate = promisify(zlibInflate);
const megabyte = 1024 * 1024;
/** Bytes of a PDF, unpacked: of one stream, of all that are no pictures, and of the pictures. */
const most = { stream: 64 * megabyte, all: 192 * megabyte, pictures: 512 * megabyte };
const mostPages = 2000;
/** A stream may be packed several times. */
const mostLayers = 3;

/**
 * A13: what a PDF packs is unpacked here first, by a hand that stops; a reader of PDFs does not.
 * @throws LIMIT_EXCEEDED
 */
export async function guardPdf(bytes: Uint8Array): Promise<void> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pages = pagesIn(file);
  if (pages > mostPages) throw tooLarge(`${pages} pages`, String(mostPages), 'document.pages');
  let left = most.all;
  let picturesLeft = most.pictures;
  for (const { content, isPicture } of streamsOf(file)) {
    const bound = isPicture ? picturesLeft : Math.min(left, most.stream);
    const size = await unpackedSize(content, bound);
    if (isPicture) picturesLeft -= size;
    else left -= size;
    if (left < 0 || picturesLeft < 0) throw bomb();
  }
}

const bomb = () =>
  tooLarge('more content than fits', `${most.stream / megabyte} MiB a part, unpacked,`, 'document.unpacked');

/** As far as they are told of in the open; what is packed is counted when it is read. */
function pagesIn(file: Buffer): number {
  let count = 0;
  for (let at = file.indexOf('/Page'); at >= 0; at = file.indexOf('/Page', at + 5)) {
    const before = file.toString('latin1', Math.max(0, at - 8), at).trimEnd();
    const next = String.fromCharCode(file[at + 5] ?? 0);
    if (before.endsWith('/Type') && !/[A-Za-z]/.test(next)) count++;
  }
  return count;
}

function* streamsOf(file: Buffer): Generator<{ content: Buffer; isPicture: boolean }> {
  for (let at = file.indexOf('stream'); at >= 0; at = file.indexOf('stream', at + 6)) {
    if (file.toString('latin1', Math.max(0, at - 3), at) === 'end') continue;
    let start = at + 6;
    if (file[start] === 0x0d) start++;
    if (file[start] === 0x0a) start++;
    // zlib's own head (RFC 1950), whatever the dictionary before it says.
    if (((file[start] ?? 0) & 0x0f) !== 8 || (((file[start] ?? 0) << 8) | (file[start + 1] ?? 0)) % 31 !== 0) continue;
    const end = file.indexOf('endstream', start);
    const head = file.toString('latin1', Math.max(0, at - 600), at);
    const isPicture = /\/Subtype\s*\/Image/.test(head.slice(head.lastIndexOf(' obj') + 1));
    yield { content: file.subarray(start, end < 0 ? file.length : end), isPicture };
    if (end >= 0) at = end;
  }
}

async function unpackedSize(content: Buffer, bound: number): Promise<number> {
  let total = 0;
  let inner = content;
  for (let layer = 0; layer < mostLayers; layer++) {
    try {
      inner = await inflate(inner, {
        maxOutputLength: Math.max(1, bound - total),
        chunkSize: chunkSizeOf(inner.length),
        finishFlush: 2,
      });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw bomb();
      return total;
    }
    total += inner.length;
  }
  return total;
}
