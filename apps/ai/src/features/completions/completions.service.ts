import { Injectable } from '@nestjs/common';
import {
  AppError,
  type AiUsage,
  type Caller,
  type ChatMessage,
  type CompleteRequest,
  type CompleteResponse,
  type Issue,
} from '#libs/contracts';
import { KeyedAsks } from '../asks/keyed-asks.js';
import type { Asking, Incoming } from '../calls/asking.js';
import { ModelCaller } from '../calls/model-caller.js';
import { CustomEndpoints } from '../models/custom-endpoints.js';
import { ModelRouter, type Target } from '../models/model-router.js';
import { schemaInstruction, repairInstruction } from '../tasks/prompts.js';
import { AnswerSchemas, type Checked } from './answer-schema.js';
import { readToolCalls } from './tool-calls.js';

/** How often a model may mend an answer that does not fit. */
const mostRepairs = 2;

/** Whether an answer is good enough, or should be asked of a larger model where the policy allows that. */
export type Judge = (answer: CompleteResponse) => 'good' | 'weak';
export interface AskOptions {
  endpoint?: string | undefined;
  judge?: Judge;
}

@Injectable()
export class CompletionsService {
  constructor(
    private readonly asks: KeyedAsks,
    private readonly router: ModelRouter,
    private readonly caller: ModelCaller,
    private readonly schemas: AnswerSchemas,
    private readonly endpoints: CustomEndpoints,
  ) {}

  /**
   * Answers a conversation. With a schema, `data` fits it.
   * @throws MODEL_NOT_FOUND, MODEL_NO_TOOLS, MODEL_OUTPUT_INVALID after two repairs, MODEL_RATE_LIMITED, MODEL_UNAVAILABLE, MODEL_REFUSED
   */
  complete(
    caller: Caller,
    request: CompleteRequest,
    { key, origin = {}, endpoint, signal }: Incoming,
  ): Promise<CompleteResponse> {
    const question = { task: 'complete', request, ...(endpoint === undefined ? {} : { endpoint }) };
    return this.asks.answer({ companyId: caller.companyId, key, question, signal }, (shared) =>
      this.ask({ caller, task: 'complete', origin, signal: shared }, request, { endpoint }),
    );
  }

  /** As `complete`, for an ask that is keyed already. */
  async ask(asking: Asking, request: CompleteRequest, { endpoint }: AskOptions = {}): Promise<CompleteResponse> {
    const { tools = [], schema, model } = request;
    const target =
      endpoint === undefined
        ? this.router.resolve(model, { tools: tools.length > 0 })
        : this.endpoints.target(endpoint, model);
    const check = schema && this.schemas.compile(schema);
    const messages: ChatMessage[] = [...request.messages];
    if (schema && !target.connected.def.deterministic)
      messages.unshift({ role: 'system', content: schemaInstruction(schema) });
    const spent: AiUsage[] = [];
    for (let repairs = 0; ; repairs += 1) {
      const { usage, toolCalls, ...answer } = await this.caller.complete(asking, target, { ...request, messages });
      spent.push(usage);
      const read = readToolCalls(toolCalls, tools);
      const checked: Checked | undefined =
        'calls' in read && read.calls.length === 0 && check ? check(answer.text) : undefined;
      const issues = 'issues' in read ? read.issues : checked?.ok === false ? checked.issues : [];
      if ('calls' in read && issues.length === 0) {
        return {
          text: answer.text,
          ...(checked?.ok ? { data: checked.value } : {}),
          toolCalls: read.calls,
          finish: answer.finish,
          usage: sumOf(spent),
        };
      }
      if (repairs >= repairsOf(target)) throw invalid(issues, target);
      messages.push(
        { role: 'assistant', content: answer.text || '(a tool call that could not be read)' },
        { role: 'user', content: repairInstruction(issues) },
      );
    }
  }
}

/** Asking again is no use where the same question always gets the same answer. */
const repairsOf = ({ connected }: Target): number => (connected.def.deterministic ? 0 : mostRepairs);

const invalid = (issues: Issue[], target: Target) =>
  new AppError('MODEL_OUTPUT_INVALID', {
    detail: `What ${target.id} answered does not fit: ${issues.map(({ path, message }) => `${path} ${message}`.trim()).join('; ')}`,
    issues,
  });

/** Repairs are paid for like the first answer. */
function sumOf(spent: readonly AiUsage[]): AiUsage {
  const [first, ...more] = spent as [AiUsage, ...AiUsage[]];
  return more.reduce(
    (sum, usage) => ({
      ...sum,
      inputTokens: sum.inputTokens + usage.inputTokens,
      outputTokens: sum.outputTokens + usage.outputTokens,
      costMicros: sum.costMicros + usage.costMicros,
      ms: sum.ms + usage.ms,
    }),
    first,
  );
}
