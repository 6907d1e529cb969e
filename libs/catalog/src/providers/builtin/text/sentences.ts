import winkNLP, { type WinkMethods } from 'wink-nlp';
import model from 'wink-eng-lite-web-model';
import type { Span } from '../../provider.js';
import { patterns, placeOf } from './pattern.js';
import { fold } from './fold.js';

let nlp: WinkMethods | undefined;
/** Built at first use: the model takes a fifth of a second and some memory, which nobody pays who has another provider. */
const wink = (): WinkMethods => (nlp ??= winkNLP(model, ['sbd']));

/** Sentences with their places. A line break after a blank line, and after a greeting, ends a sentence too. */
export function sentencesOf(text: string): Span[] {
  const sentences: Span[] = [];
  for (const paragraph of splitAt(text, /\n\s*\n/g)) {
    let at = paragraph.start;
    for (const sentence of wink().readDoc(paragraph.text).sentences().out()) {
      const start = text.indexOf(sentence, at);
      // wink may normalise blanks inside; the paragraph then stays whole.
      if (start < 0) {
        sentences.push(paragraph);
        break;
      }
      at = start + sentence.length;
      sentences.push({ start, end: at, text: sentence });
    }
  }
  return sentences.filter((sentence) => /[\p{L}\d]/u.test(sentence.text));
}

/** Pieces of a text between the matches of a separator, trimmed, with their places. */
export function splitAt(text: string, separator: RegExp): Span[] {
  const pieces: Span[] = [];
  let from = 0;
  for (const match of [...text.matchAll(separator), { index: text.length, 0: '' }]) {
    const raw = text.slice(from, match.index);
    const start = from + (raw.length - raw.trimStart().length);
    const trimmed = raw.trim();
    if (trimmed) pieces.push({ start, end: start + trimmed.length, text: trimmed });
    from = match.index + match[0].length;
  }
  return pieces;
}

const greetings = patterns(
  'hello, hi$, hey$, dear, good morning, good afternoon, good evening, yo$, to whom, hallo, guten tag, guten morgen, guten abend, sehr geehrte, liebe$, lieber$, liebes$, moin, servus, grüß, hola, buenos días, buenas, estimad, querid, bonjour, bonsoir, madame, monsieur, cher$, chère, salut',
);
const closings = patterns(
  'thanks$, thank you, many thanks, kind regards, best regards, best wishes, best$, regards, yours, sincerely, cheers, mit freundlichen, freundliche grüße, viele grüße, liebe grüße, beste grüße, schöne grüße, gruß, grüße, danke, vielen dank, lg$, mfg$, vg$, gracias, muchas gracias, saludos, un saludo, atentamente, cordial, merci, cordialement, bien à vous, salutations',
);
const startsWith = (list: typeof greetings, folded: string) => list.some((pattern) => placeOf(pattern, folded) === 0);

export const isGreeting = (sentence: string): boolean =>
  sentence.length <= 60 && !sentence.includes('?') && startsWith(greetings, fold(sentence.trim()));
export const isClosing = (sentence: string): boolean =>
  sentence.length <= 90 && !sentence.includes('?') && startsWith(closings, fold(sentence.trim()));

/** Sentences that say something: without greeting, thanks and signature. */
export function statementsOf(text: string): Span[] {
  const sentences = sentencesOf(text);
  const said = sentences.filter(
    (sentence) => !isGreeting(sentence.text) && !isClosing(sentence.text) && sentence.text.split(/\s+/).length > 1,
  );
  return said.length ? said : sentences;
}
