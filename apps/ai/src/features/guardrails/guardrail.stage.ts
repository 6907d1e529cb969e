import { Injectable } from '@nestjs/common';
import { Stage, type AnswerPart, type ModelCall, type NextStage } from '../calls/stage.js';
import { AnswerGuard } from './answer-guard.js';
import { CallPolicies } from './call-policies.js';
import type { Judged } from './judged.js';
import { blocked } from './judging-answers.js';
import { judgeRequest } from './judging-requests.js';
import { Placeholders } from './placeholders.js';
import type { ReadyPolicy } from './policy.js';
import { VerdictLog } from './verdict-log.js';

/**
 * Looks at what goes to a model and at what comes back, by the strictest of the policies of company, agent and call. Telemetry and policy
 * input, not the boundary: what an answer can do is bounded by permissions, whatever it says.
 */
@Injectable()
export class GuardrailStage extends Stage {
  constructor(
    private readonly policies: CallPolicies,
    private readonly verdicts: VerdictLog,
  ) {
    super();
  }

  run(call: ModelCall, next: NextStage): AsyncIterable<AnswerPart> {
    const policy = this.policies.known(call.asking, call.guardrails);
    return policy && isOff(policy) ? next(call) : this.guarded(call, next, policy);
  }

  /** @throws GUARDRAIL_BLOCKED */
  private judge(call: ModelCall, { policy }: ReadyPolicy, placeholders: Placeholders | undefined): ModelCall {
    const { request, judged } = judgeRequest(call.request, policy, placeholders);
    if (judged.length === 0) return call;
    const stops = judged.some(({ action }) => action === 'block');
    const refusal = stops && blocked('in', judged);
    this.writeDown(call, 'in', stops ? judged : judged.filter(({ isKnown }) => !isKnown));
    if (refusal) throw refusal;
    return { ...call, request };
  }

  private async *guarded(
    call: ModelCall,
    next: NextStage,
    known: ReadyPolicy | undefined,
  ): AsyncGenerator<AnswerPart, void, void> {
    const policy = known ?? (await this.policies.of(call.asking, call.guardrails));
    if (isOff(policy)) return yield* next(call);
    const placeholders = policy.policy.pii === 'redact' ? new Placeholders() : undefined;
    const asked = policy.ignoresRequests ? call : this.judge(call, policy, placeholders);
    const hides = placeholders !== undefined && placeholders.size > 0;
    if (policy.detectors.length === 0 && !hides) return yield* next(asked);
    const judged: Judged[] = [];
    const guard = new AnswerGuard(policy, hides ? placeholders : undefined, (found) => judged.push(found));
    let isOver = false;
    try {
      for await (const part of next(asked)) {
        if (part.type === 'end') {
          isOver = true;
          const rest = guard.end();
          this.writeDown(call, 'out', judged);
          for (const held of rest) yield held;
          yield part;
        } else {
          const given = guard.add(part);
          if (given) yield given;
        }
      }
    } finally {
      if (!isOver) guard.giveUp();
      if (!isOver || judged.length > 0) this.writeDown(call, 'out', judged);
    }
  }

  /** What was written down is not written down again. */
  private writeDown({ asking, notes }: ModelCall, direction: 'in' | 'out', judged: Judged[]): void {
    if (judged.length === 0) return;
    (notes.verdicts ??= []).push(...this.verdicts.add(asking, direction, judged.splice(0)));
  }
}

const isOff = ({ ignoresRequests, detectors }: ReadyPolicy): boolean => ignoresRequests && detectors.length === 0;
