import { Letter, type Fact } from '../extract/letter.js';
import { fold } from '../text/fold.js';
import { patterns, placeOf, type WordPattern } from '../text/pattern.js';
import { statementsOf } from '../text/sentences.js';
import { summarize } from '../summarize.js';
import { composeReply, factLine } from './compose.js';

/** Sorts of text that can be asked for, in the order in which an instruction is read. */
const sorts: { asked: WordPattern[]; write(letter: Letter, signature?: string): string }[] = [
  {
    asked: patterns(
      'bullet, bullet points, key points, list the, stichpunkt, aufzählung, puntos clave, viñetas, points clés, liste à puces',
    ),
    write: (letter) =>
      statementsOf(letter.text)
        .slice(0, 5)
        .map(({ text }) => `- ${text.replace(/\s+/g, ' ')}`)
        .join('\n'),
  },
  {
    asked: patterns('summar, tl;dr, shorten, brief overview, zusammenfass, kürze, resum, résum'),
    write: (letter) => summarize(letter.text, 80),
  },
  {
    asked: patterns('title$, headline, subject line, überschrift, betreffzeile, titular, asunto, titre'),
    write: (letter) => summarize(letter.text, 12).replace(/[.!]$/, ''),
  },
  {
    asked: patterns(
      'reply, answer, respond, response, draft, e-mail, email, letter, customer, write back, antwort, beantwort, entwurf, schreib, respond, respuesta, contest, borrador, répon, réponse, rédig, client, thank',
    ),
    write: composeReply,
  },
];

/**
 * Does what an instruction asks for with the material at hand, by template. An instruction that fits none of the sorts gets the gist of
 * the material and the known facts.
 */
export function respond(instruction: string, material: string, facts: readonly Fact[] = []): string {
  const folded = fold(instruction);
  const letter = new Letter(material || instruction, facts);
  const sort = sorts.find(({ asked }) => asked.some((pattern) => placeOf(pattern, folded) >= 0));
  if (sort) return sort.write(letter, signatureIn(instruction));
  return [factLine(facts), summarize(letter.text, 60)].filter(Boolean).join('. ');
}

/** `signed "Acme Support"` */
const signatureIn = (instruction: string): string | undefined =>
  /\b(?:signed?(?: it)?(?: as| with)?|unterschr\w+(?: mit| als)?|firm\w+ (?:como )?|signez?(?: en tant que)?)\s*["“”„«]([^"“”»\n]{1,80})["“”»]/i.exec(
    instruction,
  )?.[1];
