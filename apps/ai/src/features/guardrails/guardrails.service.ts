import { Injectable } from '@nestjs/common';
import { guardPolicy, type Caller, type GuardPolicy, type GuardPolicyPart, type PageQuery } from '#libs/contracts';
import { AiSettingsService } from '../settings/ai-settings.service.js';
import type { Judged } from './judged.js';
import { judgeRequest } from './judging-requests.js';
import { judgeWhole } from './judging-texts.js';
import { Placeholders } from './placeholders.js';
import { readyPolicy } from './policy.js';
import type { VerdictRow } from './verdict.entity.js';
import { VerdictRepository } from './verdict.repository.js';

const mostFindings = 1000;
type Filter = { [K in 'runId' | 'agentId' | 'detector' | 'direction']?: string | undefined };

@Injectable()
export class GuardrailsService {
  constructor(
    private readonly settings: AiSettingsService,
    private readonly verdicts: VerdictRepository,
  ) {}

  /** Newest first. */
  async list({ companyId }: Caller, { limit, cursor, ...filter }: PageQuery & Filter) {
    const where = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
    const { items, nextCursor } = await this.verdicts.page(companyId, { limit, cursor, where });
    return { items: items.map(viewOf), nextCursor };
  }

  /** What the guardrails would say about a text, by the company's policy or one that is to be tried. */
  async check(
    { companyId }: Caller,
    { text, direction, policy }: { text: string; direction: 'in' | 'out'; policy?: GuardPolicyPart | undefined },
  ) {
    const tried = policy ? guardPolicy.parse(policy) : (await this.settings.of(companyId)).guardrails;
    const { judged, changed } =
      direction === 'in' ? checkedRequest(text, tried) : judgeWhole(text, readyPolicy(tried), 'text');
    const actions = new Set(judged.map(({ action }) => action));
    const isChanged = changed !== text;
    const outcome = actions.has('block') ? 'block' : isChanged ? 'change' : judged.length > 0 ? 'flag' : 'pass';
    return {
      outcome: outcome as 'pass' | 'flag' | 'change' | 'block',
      findings: judged.slice(0, mostFindings).map(({ detector, kind, action, reason, sample, score, start, end }) => {
        return { detector, kind, action, reason, sample, score, start, end };
      }),
      text: outcome === 'block' ? '' : changed,
    };
  }
}

function checkedRequest(text: string, policy: GuardPolicy): { judged: Judged[]; changed: string } {
  const placeholders = policy.pii === 'redact' ? new Placeholders() : undefined;
  const { request, judged } = judgeRequest({ messages: [{ role: 'user', content: text }] }, policy, placeholders);
  judged.sort((a, b) => a.start - b.start);
  return { judged, changed: request.messages[0]!.content as string };
}

const viewOf = ({ companyId: _, at, score, detector, ...row }: VerdictRow) => ({
  ...row,
  detector: detector as Judged['detector'],
  at: new Date(at).toISOString(),
  score: score === null ? null : score / 100,
});
