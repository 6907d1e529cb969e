import type { Completion } from '#libs/catalog/providers/defs';
import { AppError, type AiUsage } from '#libs/contracts';
import type { AnswerPart } from './stage.js';

export type WholeAnswer = Omit<Completion, 'tokens'> & { usage: AiUsage };

/** Puts an answer together from its parts. @throws MODEL_UNAVAILABLE when it ends without its last part */
export async function collect(parts: AsyncIterable<AnswerPart>): Promise<WholeAnswer> {
  const answer = new Gathering();
  for await (const part of parts) answer.add(part);
  return answer.whole();
}

/** What a model said so far. */
export class Gathering {
  private text = '';
  private reasoning = '';
  private readonly calls: Completion['toolCalls'] = [];
  private end: Extract<AnswerPart, { type: 'end' }> | undefined;

  add(part: AnswerPart): void {
    if (part.type === 'text') this.text += part.text;
    else if (part.type === 'reasoning') this.reasoning += part.text;
    else if (part.type === 'end') this.end = part;
    else {
      const call = (this.calls[part.index] ??= { id: '', name: '', arguments: '' });
      call.id ||= part.id ?? '';
      call.name ||= part.name ?? '';
      call.arguments += part.arguments;
    }
  }

  whole(): WholeAnswer {
    if (!this.end) throw new AppError('MODEL_UNAVAILABLE', { detail: 'The model’s answer broke off in the middle' });
    const { finish, usage } = this.end;
    const toolCalls = this.calls.filter((call) => call !== undefined);
    return { text: this.text, ...(this.reasoning ? { reasoning: this.reasoning } : {}), toolCalls, finish, usage };
  }
}
