import type { AnswerPart } from '../calls/stage.js';
import { watchOf, type Report, type Watch } from './judging-answers.js';
import { Restoring, type Placeholders } from './placeholders.js';
import type { ReadyPolicy } from './policy.js';

type End = Extract<AnswerPart, { type: 'end' }>;
type Piece = Exclude<AnswerPart, End>;

interface Channel {
  watch: Watch | undefined;
  restoring: Restoring | undefined;
  /** A part of this channel without its text. */
  part(text: string): Piece;
}

const inJson = (value: string): string => JSON.stringify(value).slice(1, -1);

/** Guards one answer: each of its texts by itself, judged first, then with personal data put back. */
export class AnswerGuard {
  private readonly channels = new Map<string, Channel>();

  constructor(
    private readonly policy: ReadyPolicy,
    private readonly placeholders: Placeholders | undefined,
    private readonly report: Report,
  ) {}

  /** @returns what may be seen now: the part with its text so far, if it has any. @throws GUARDRAIL_BLOCKED */
  add(part: Piece): Piece | undefined {
    const channel = this.channelOf(part);
    const raw = part.type === 'tool-call' ? part.arguments : part.text;
    const judged = channel.watch ? channel.watch.add(raw) : raw;
    const text = channel.restoring ? channel.restoring.add(judged) : judged;
    if (text === raw) return part;
    // The first part of a call names the tool, whatever becomes of its arguments.
    if (part.type === 'tool-call')
      return text !== '' || part.id !== undefined ? { ...part, arguments: text } : undefined;
    return text === '' ? undefined : { ...part, text };
  }

  /** What was held back, to be given out before the end. @throws GUARDRAIL_BLOCKED */
  end(): Piece[] {
    return [...this.channels.values()].flatMap(({ watch, restoring, part }) => {
      const judged = watch?.end() ?? '';
      const text = restoring ? restoring.add(judged) + restoring.end() : judged;
      return text === '' ? [] : [part(text)];
    });
  }

  /** The answer broke off: what came of it is looked at all the same. */
  giveUp(): void {
    for (const { watch } of this.channels.values())
      try {
        watch?.end();
      } catch {
        // Blocking what nobody will see is no use; it is reported.
      }
  }

  private channelOf(part: Piece): Channel {
    const key = part.type === 'tool-call' ? `toolCalls[${part.index}]` : part.type;
    const known = this.channels.get(key);
    if (known) return known;
    const isTool = part.type === 'tool-call';
    const detectors = isTool ? this.policy.toolDetectors : this.policy.detectors;
    const channel: Channel = {
      watch: detectors.length > 0 ? watchOf(this.policy, detectors, key, this.report) : undefined,
      restoring: this.placeholders && new Restoring(this.placeholders, isTool ? inJson : undefined),
      part: (text) => (isTool ? { type: 'tool-call', index: part.index, arguments: text } : { type: part.type, text }),
    };
    this.channels.set(key, channel);
    return channel;
  }
}
