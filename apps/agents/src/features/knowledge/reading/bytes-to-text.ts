import { AppError } from '#libs/contracts';

/** The characters that the bytes stand for: as a byte order mark says, else UTF-8, else Windows-1252. @throws KNOWLEDGE_TYPE_UNKNOWN for what is no text */
export function textOfBytes(bytes: Uint8Array, charset?: string): string {
  const [first, second] = bytes;
  const marked =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
  const label = marked ?? charset ?? 'utf-8';
  if (!marked && bytes.subarray(0, 8192).includes(0) && !/utf-?16/i.test(label))
    throw new AppError('KNOWLEDGE_TYPE_UNKNOWN', { detail: 'The file holds no text' });
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
