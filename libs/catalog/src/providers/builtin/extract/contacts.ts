import { isClosing, splitAt } from '../text/sentences.js';
import { spanOf, spansOf, type Found } from './found.js';

const all = (text: string, expression: RegExp, clean = (written: string) => written): Found<string>[] =>
  spansOf(text, expression).map(({ match, span }) => ({ value: clean(match[0]), span }));

export const emailsIn = (text: string): Found<string>[] => all(text, /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g);
export const urlsIn = (text: string): Found<string>[] => all(text, /\bhttps?:\/\/[^\s<>"')\]]+[^\s<>"')\].,;:!?]/g);

/** Telephone numbers: announced by `+`, a leading zero or brackets, seven digits at least. */
export const phonesIn = (text: string): Found<string>[] =>
  all(text, /(?<![\w-])(?:\+|00|0|\()[\d][\d\s()/.-]{5,}\d(?!\w)/g, (written) => written.replace(/[^\d+]/g, '')).filter(
    ({ value }) => value.replace(/\D/g, '').length >= 7 && value.length <= 16,
  );

const person = String.raw`\p{Lu}[\p{L}.'’-]*(?: (?:\p{Lu}[\p{L}.'’-]*|von|van|de|der|del|la|da)){0,3}`;
const introduced = new RegExp(
  `(?:[Mm]y name is|[Tt]his is|I am|[Ii]ch heiße|[Mm]ein Name ist|[Mm]e llamo|[Mm]i nombre es|[Ss]oy|[Jj]e m['’]appelle|[Mm]on nom est)\\s+(${person})`,
  'gu',
);
const signed = new RegExp(`^(${person})$`, 'u');
const sender = new RegExp(`^\\s*(?:[Ff]rom|[Vv]on|[Dd]e)\\s*:\\s*"?(${person})"?\\s*(?:<|$)`, 'gmu');

/** Names of the person who writes: from a `From:` line, an introduction, or the signature. */
export function writersIn(text: string): Found<string>[] {
  const named = [sender, introduced].flatMap((expression) =>
    [...text.matchAll(expression)].map((match) => {
      const name = match[1] ?? '';
      return { value: name, span: spanOf(text, match.index + match[0].lastIndexOf(name), name.length) };
    }),
  );
  return [...named, ...signatureIn(text)];
}

/** The last line, or what follows the greeting on it: `Kind regards, Ada Lovelace`. */
function signatureIn(text: string): Found<string>[] {
  const lines = splitAt(text, /\n/g);
  const last = lines.at(-1);
  if (!last || lines.length < 2) return [];
  const afterComma = last.text.split(/[.,!]\s+/).at(-1) ?? '';
  const afterGreeting = /^(?:\p{L}+[ ,]+){1,3}(\p{Lu}\p{L}+)$/u.exec(last.text)?.[1] ?? '';
  const candidates = [last.text, afterComma, isClosing(last.text) ? afterGreeting : ''];
  const name = candidates.find((candidate) => signed.test(candidate) && !isClosing(candidate));
  return name ? [{ value: name, span: spanOf(text, last.start + last.text.lastIndexOf(name), name.length) }] : [];
}
