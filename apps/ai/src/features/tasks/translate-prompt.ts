import type { z } from 'zod';
import type { ChatMessage, translateRequest } from '#libs/contracts';
import { material, task } from './prompts.js';

type Wish = Pick<z.output<typeof translateRequest>, 'to' | 'from' | 'formality' | 'glossary'>;

const forms = {
  formal: 'Address the reader formally (Sie, vous, usted).',
  informal: 'Address the reader informally (du, tu, tú).',
};

/** @param text with marks in the places of what must stay */
export function translatePrompt(text: string, { to, from, formality, glossary = [] }: Wish): ChatMessage[] {
  const lower = text.toLowerCase();
  // Only the words of this part: a glossary may be longer than the part itself.
  const terms = glossary.filter(({ term }) => lower.includes(term.toLowerCase()));
  const rules = [
    `Translate the text${from === undefined ? '' : ` from ${from}`} into this language: ${to}.`,
    'Keep its Markdown, its lines and its punctuation. Marks such as ⟦3⟧ stand for code and addresses: keep each of them exactly once, where it belongs.',
    ...(formality === undefined ? [] : [forms[formality]]),
    ...(terms.length
      ? [`Translate these words so:\n${terms.map(({ term, translation }) => `- ${term}: ${translation}`).join('\n')}`]
      : []),
    'What is in that language already stays as it is. Answer with the translation alone, without the markers around it.',
  ];
  return task(rules.join('\n'), material('text', text));
}

export const mendPrompt = (faults: readonly string[]): string =>
  `Something is wrong with the marks of that translation: ${faults.join('; ')}. Give the whole translation again, mended.`;
