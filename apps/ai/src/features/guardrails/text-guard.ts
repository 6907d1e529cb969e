import { Injectable } from '@nestjs/common';
import type { GuardPolicyPart } from '#libs/contracts';
import type { Asking } from '../calls/asking.js';
import { CallPolicies } from './call-policies.js';
import type { Judged } from './judged.js';
import { blocked } from './judging-answers.js';
import { judgeRequest } from './judging-requests.js';
import { judgeWhole } from './judging-texts.js';
import { Placeholders } from './placeholders.js';
import { mapStrings } from './texts-of.js';
import { VerdictLog } from './verdict-log.js';

/** Texts on their way to something that is no conversation. */
export interface Entering {
  asking: Asking;
  texts: readonly string[];
  /** Of this call: makes the guardrails stricter. */
  guardrails?: GuardPolicyPart | undefined;
  /** Nobody follows what they say: vectors are made of them. */
  isUnread?: boolean;
}

/** Texts that may be handed on. */
export interface Entered {
  texts: readonly string[];
  /** Personal data was replaced, so that places in them are others. */
  isChanged: boolean;
  /** The answer as it may be seen: each string judged, then with personal data put back. @throws GUARDRAIL_BLOCKED */
  leave<T>(answer: T): T;
}

/** The guardrails of calls that are no conversation: tasks that a provider has of its own, and texts that vectors are made of. */
@Injectable()
export class TextGuard {
  constructor(
    private readonly policies: CallPolicies,
    private readonly verdicts: VerdictLog,
  ) {}

  /** @throws GUARDRAIL_BLOCKED */
  async enter({ asking, texts, guardrails, isUnread = false }: Entering): Promise<Entered> {
    const ready = await this.policies.of(asking, guardrails);
    const policy = isUnread ? { ...ready.policy, injection: 'off' as const } : ready.policy;
    const placeholders = policy.pii === 'redact' ? new Placeholders() : undefined;
    const messages = texts.map((content) => ({ role: 'user' as const, content }));
    const isLookedAt = policy.pii !== 'off' || policy.injection !== 'off';
    const { request, judged } = isLookedAt
      ? judgeRequest({ messages }, policy, placeholders)
      : { request: { messages }, judged: [] };
    this.settle(asking, 'in', judged.map(named));
    return {
      texts: request.messages.map(({ content }) => content as string),
      isChanged: (placeholders?.size ?? 0) > 0,
      leave: <T>(answer: T): T => {
        const found: Judged[] = [];
        const left = mapStrings(answer, (text) => {
          const one = judgeWhole(text, ready, 'text');
          found.push(...one.judged);
          return placeholders ? placeholders.restore(one.changed) : one.changed;
        });
        this.settle(asking, 'out', found);
        return left as T;
      },
    };
  }

  /** @throws GUARDRAIL_BLOCKED */
  private settle(asking: Asking, direction: 'in' | 'out', judged: readonly Judged[]): void {
    if (judged.length === 0) return;
    this.verdicts.add(asking, direction, judged);
    if (judged.some(({ action }) => action === 'block')) throw blocked(direction, judged);
  }
}

/** `texts[2]` instead of `messages[2].content` */
const named = (judged: Judged): Judged => ({
  ...judged,
  place: judged.place.replace(/^messages(\[\d+\])\.content$/, 'texts$1'),
});
