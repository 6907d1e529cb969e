import { fold } from './fold.js';
import { patterns, placeOf } from './pattern.js';
import { splitAt } from './sentences.js';

/** What a text says when it speaks to the program that reads it instead of to people. */
const addressed = patterns(
  [
    'ignore .. previous .. instruction, ignore .. instructions, disregard .. instruction, disregard .. above, forget .. instruction, override .. instruction, system prompt, system notice, system message, system override, new instructions, you are now, developer mode, maintenance mode, as an ai, attention ai, note to the assistant, notice to the assistant, instruction to the assistant, do not mention this, do not tell .. user, reveal your',
    'ignoriere .. anweisung, ignorieren sie .. anweisung, vergiss .. anweisung, systemhinweis, du bist jetzt, an die ki',
    'ignora .. instrucciones, olvida .. instrucciones, mensaje del sistema, ahora eres, instrucciones para el asistente',
    'ignore .. instructions, ignorez .. instructions, oublie .. instructions, message système, tu es maintenant, vous êtes maintenant',
  ].join(','),
);

/**
 * The text with each paragraph blanked that gives orders to an assistant; offsets stay. Such paragraphs are no part of what a message is
 * about. This keeps the rules from being misled; what may be done is bounded elsewhere, by the policy on actions.
 */
export function withoutOrders(text: string): string {
  let kept = text;
  for (const paragraph of splitAt(text, /\n\s*\n/g)) {
    const folded = fold(paragraph.text);
    if (!addressed.some((pattern) => placeOf(pattern, folded) >= 0)) continue;
    kept = kept.slice(0, paragraph.start) + ' '.repeat(paragraph.end - paragraph.start) + kept.slice(paragraph.end);
  }
  return kept.trim() ? kept : text;
}
