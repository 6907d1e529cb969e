import { inflateRaw } from 'node:zlib';
import { promisify } from 'node:util';
import { chunkSizeOf } from './unpacking.js';
import { tooLarge, unreadable } from './unreadable.js';

const inflate = promisify(inflateRaw);
/** Bytes of text in a Word document, unpacked, and how many files it may hold. */
const most = { bytes: 48 * 1024 * 1024, files: 5000 };
const endMark = 0x06054b50;
const entryMark = 0x02014b50;

interface Entry {
  name: string;
  method: number;
  at: number;
  packed: number;
  /** As it says itself. */
  claimed: number;
}

/**
 * A13: a Word document is an archive, and an archive of a few kilobytes may hold gigabytes. What is read of it is unpacked here first, by a
 * hand that stops; what it says about its own sizes is not believed.
 * @throws LIMIT_EXCEEDED; KNOWLEDGE_UNREADABLE for what is no such archive, or defines entities of its own
 */
export async function guardDocx(bytes: Uint8Array): Promise<void> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = entriesOf(file).filter(({ name }) => /\.(xml|rels)$/i.test(name));
  if (!entries.some(({ name }) => name === 'word/document.xml')) throw unreadable('it is no Word document');
  // What admits to be too much need not be unpacked.
  if (entries.reduce((sum, { claimed }) => sum + claimed, 0) > most.bytes) throw bomb();
  let left = most.bytes;
  for (const entry of entries) {
    const text = await unpacked(file, entry, left);
    left -= text.length;
    if (left < 0) throw bomb();
    // Word never writes one, and it is how a few lines of XML become gigabytes.
    if (text.subarray(0, 4096).includes('<!DOCTYPE') || text.includes('<!ENTITY'))
      throw unreadable('it defines entities of its own');
  }
}

const bomb = () => tooLarge('more text than fits', `${most.bytes / 1024 / 1024} MiB, unpacked,`, 'document.unpacked');

function entriesOf(file: Buffer): Entry[] {
  const end = file.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + 22 > file.length || file.readUInt32LE(end) !== endMark)
    throw unreadable('it is no Word document');
  const count = file.readUInt16LE(end + 10);
  if (count > most.files) throw tooLarge(`${count} files in it`, String(most.files), 'document.files');
  const entries: Entry[] = [];
  for (let at = file.readUInt32LE(end + 16), nth = 0; nth < count; nth++) {
    if (at + 46 > file.length || file.readUInt32LE(at) !== entryMark)
      throw unreadable('its table of contents is damaged');
    const [nameLength, extra, comment] = [
      file.readUInt16LE(at + 28),
      file.readUInt16LE(at + 30),
      file.readUInt16LE(at + 32),
    ];
    if (file.readUInt16LE(at + 8) & 1) throw unreadable('it is locked by a password');
    entries.push({
      name: file.toString('utf8', at + 46, at + 46 + nameLength),
      method: file.readUInt16LE(at + 10),
      packed: file.readUInt32LE(at + 20),
      claimed: file.readUInt32LE(at + 24),
      at: file.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + extra + comment;
  }
  return entries;
}

async function unpacked(file: Buffer, { at, method, packed }: Entry, mostBytes: number): Promise<Buffer> {
  if (at + 30 > file.length) throw unreadable('it is cut off');
  const start = at + 30 + file.readUInt16LE(at + 26) + file.readUInt16LE(at + 28);
  const content = file.subarray(start, start + packed);
  if (method === 0) return content;
  if (method !== 8) throw unreadable('it is packed in a way that Word does not use');
  try {
    return await inflate(content, { maxOutputLength: Math.max(1, mostBytes), chunkSize: chunkSizeOf(content.length) });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw bomb();
    throw unreadable('it is damaged', error);
  }
}
