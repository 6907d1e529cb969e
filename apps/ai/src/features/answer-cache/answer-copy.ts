import type { AnswerPart } from '../calls/stage.js';

/** Larger answers are not kept. */
const mostCharacters = 256 * 1024;

type End = Extract<AnswerPart, { type: 'end' }>;
type Piece = Exclude<AnswerPart, End>;
export type KeptPart = Piece | Omit<End, 'usage'>;

/** A copy of what passes by, with pieces of one text put together. Finished by the end of the answer. */
export class AnswerCopy {
  private readonly parts: Piece[] = [];
  private characters = 0;

  add(part: Piece): void {
    this.characters += part.type === 'tool-call' ? part.arguments.length : part.text.length;
    if (this.characters > mostCharacters) return;
    const last = this.parts.at(-1);
    if (part.type === 'tool-call') {
      if (last?.type === 'tool-call' && last.index === part.index) last.arguments += part.arguments;
      else this.parts.push({ ...part });
    } else if (last?.type === part.type) last.text += part.text;
    else this.parts.push({ ...part });
  }

  /** Everything, or undefined for what is not worth keeping: too large, cut off, or refused. */
  finish({ finish }: End): KeptPart[] | undefined {
    if (this.characters > mostCharacters || finish === 'length' || finish === 'filtered') return undefined;
    return [...this.parts, { type: 'end', finish }];
  }
}
