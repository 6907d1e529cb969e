import type { ChannelMessage } from '../kit.js';

const longest = 120;

/** The subject, or the text's first line, shortened. */
export function subjectOf({ subject, text }: Pick<ChannelMessage, 'subject' | 'text'>): string {
  const line =
    (subject ?? text)
      .split('\n')
      .find((part) => part.trim() !== '')
      ?.trim() ?? 'Message';
  return line.length <= longest || subject !== undefined ? line : `${line.slice(0, longest - 1).trimEnd()}…`;
}
