import { AppError } from '#libs/contracts';
import { withoutOverlaps } from './detectors/finding.js';
import type { AnswerDetector, GoesOn, Sighting } from './detectors/sighting.js';
import type { Judged } from './judged.js';
import type { ReadyPolicy } from './policy.js';

/** How much of what was given out is looked at again: a word such as `password:` may stand in it. Characters. */
const contextLength = 512;
/** What a text that is only watched may grow to before it is looked at. */
const watchedLength = 256 * 1024;

/** What stands in the place of something that was taken out. */
export const replacement = ({ detector, kind }: Pick<Sighting, 'detector' | 'kind'>): string => {
  if (detector === 'secret' || detector === 'canary') return '[secret removed]';
  return kind === 'bare-address' ? '[link removed]' : 'about:blank';
};

/** What somebody is told whose request or answer was stopped, without a word of it. */
export function blocked(direction: 'in' | 'out', judged: readonly Judged[]): AppError {
  const stopping = judged.filter(({ action }) => action === 'block');
  const kinds = [...new Set(stopping.map(({ detector, kind }) => `${detector} (${kind})`))];
  return new AppError('GUARDRAIL_BLOCKED', {
    detail: `${direction === 'in' ? 'The request' : "The model's answer"} was stopped: ${kinds.join(', ')}`,
    direction,
    findings: stopping.slice(0, 20).map(({ detector, kind, action, place, reason }) => {
      return { detector, kind, action, place, reason };
    }),
  });
}

/** One text of an answer (what is said, thought, or handed to one tool) on its way out. */
export interface Watch {
  /** @returns what may be seen of it now. @throws GUARDRAIL_BLOCKED */
  add(text: string): string;
  /** @returns what was left. @throws GUARDRAIL_BLOCKED */
  end(): string;
}

/** What every watch of one call tells its findings to. */
export type Report = (found: Judged) => void;

export function watchOf(
  policy: ReadyPolicy,
  detectors: readonly AnswerDetector[],
  place: string,
  report: Report,
): Watch {
  return policy.holdsBack
    ? new HoldingWatch(policy, detectors, place, report)
    : new LookingWatch(policy, detectors, place, report);
}

const judgedOf = (sighting: Sighting, policy: ReadyPolicy, place: string): Judged => ({
  ...sighting,
  action: policy.actionOn(sighting),
  score: null,
  place,
});

/** Lets everything through at once, and looks at it when it is whole. */
class LookingWatch implements Watch {
  private pieces: string[] = [];
  private length = 0;

  constructor(
    private readonly policy: ReadyPolicy,
    private readonly detectors: readonly AnswerDetector[],
    private readonly place: string,
    private readonly report: Report,
  ) {}

  add(text: string): string {
    this.pieces.push(text);
    this.length += text.length;
    if (this.length > watchedLength) this.look();
    return text;
  }

  end(): string {
    this.look();
    return '';
  }

  private look(): void {
    const text = this.pieces.join('');
    this.pieces = [];
    this.length = 0;
    if (text === '') return;
    const found = withoutOverlaps(this.detectors.flatMap((detect) => detect(text, true).found));
    for (const one of found) this.report(judgedOf(one, this.policy, this.place));
  }
}

/** Gives out what is decided, and holds back only what may be the beginning of something. */
class HoldingWatch implements Watch {
  /** The end of what was given out. */
  private context = '';
  private held = '';
  private eating: GoesOn | undefined;

  constructor(
    private readonly policy: ReadyPolicy,
    private readonly detectors: readonly AnswerDetector[],
    private readonly place: string,
    private readonly report: Report,
  ) {}

  add(text: string): string {
    return this.judge(this.eat(text), false);
  }

  end(): string {
    this.eating = undefined;
    return this.judge('', true);
  }

  /** @returns what does not belong to the finding that was open */
  private eat(text: string): string {
    if (!this.eating) return text;
    const end = this.eating.endIn(text);
    if (end === undefined) return '';
    this.eating = undefined;
    return text.slice(end);
  }

  private judge(text: string, hasEnded: boolean): string {
    this.held += text;
    if (this.held === '') return '';
    const whole = this.context + this.held;
    const from = this.context.length;
    const sightings = this.detectors.map((detect) => detect(whole, hasEnded));
    const open = Math.max(from, Math.min(...sightings.map(({ undecidedFrom }) => undecidedFrom)));
    const found = withoutOverlaps(sightings.flatMap((one) => one.found)).filter((one) => one.start >= from);
    let given = '';
    let at = from;
    for (const sighting of found) {
      // What is undecided may turn out to hold it.
      if (sighting.start >= open) break;
      given += whole.slice(at, sighting.start) + this.treat(sighting, whole);
      at = sighting.end;
    }
    const end = Math.max(at, open);
    given += whole.slice(at, end);
    this.context = (this.context + given).slice(-contextLength);
    this.held = this.eating ? '' : whole.slice(end);
    return given;
  }

  /** @returns what stands in its place. @throws GUARDRAIL_BLOCKED */
  private treat(sighting: Sighting, whole: string): string {
    const judged = judgedOf(sighting, this.policy, this.place);
    this.report(judged);
    if (judged.action === 'block') {
      this.held = '';
      throw blocked('out', [judged]);
    }
    if (judged.action !== 'redact' && judged.action !== 'strip') return whole.slice(sighting.start, sighting.end);
    this.eating = sighting.goesOn;
    return replacement(sighting);
  }
}
