import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type {
  Caller,
  ChatMessage,
  CompleteResponse,
  classifyRequest,
  classifyResponse,
  extractRequest,
  extractResponse,
  generateRequest,
  generateResponse,
  summarizeRequest,
  summarizeResponse,
} from '#libs/contracts';
import { AppError } from '#libs/contracts';
import { KeyedAsks } from '../asks/keyed-asks.js';
import type { AiTask, Asking, Incoming } from '../calls/asking.js';
import { ModelCaller } from '../calls/model-caller.js';
import { AnswerSchemas } from '../completions/answer-schema.js';
import { CompletionsService } from '../completions/completions.service.js';
import { ModelRouter, type Target } from '../models/model-router.js';
import { locate } from './locate.js';
import { classifyAnswer, classifyPrompt, extractPrompt, generatePrompt, summarizePrompt } from './prompts.js';

type Options = Pick<z.output<typeof summarizeRequest>, 'model' | 'temperature' | 'maxTokens'>;

/** The tasks: a provider that has one of its own does it, any other gets a prompt. */
@Injectable()
export class TasksService {
  constructor(
    private readonly asks: KeyedAsks,
    private readonly router: ModelRouter,
    private readonly caller: ModelCaller,
    private readonly completions: CompletionsService,
    private readonly schemas: AnswerSchemas,
  ) {}

  summarize(
    caller: Caller,
    request: z.output<typeof summarizeRequest>,
    incoming: Incoming,
  ): Promise<z.output<typeof summarizeResponse>> {
    return this.once(caller, 'summarize', request, incoming, async (asking, target) => {
      const own = await this.caller.native(asking, target, ({ summarize }) => summarize?.(request));
      if (own) return { summary: own.summary, usage: own.usage };
      const { text, usage } = await this.prompt(asking, target, request, summarizePrompt(request));
      return { summary: text.trim(), usage };
    });
  }

  /** @throws MODEL_OUTPUT_INVALID naming the fields that are missing or do not fit */
  extract(
    caller: Caller,
    request: z.output<typeof extractRequest>,
    incoming: Incoming,
  ): Promise<z.output<typeof extractResponse>> {
    return this.once(caller, 'extract', request, incoming, async (asking, target) => {
      const check = this.schemas.compile(request.schema);
      const own = await this.caller.native(asking, target, ({ extract }) => extract?.(request));
      if (own) {
        const checked = check(JSON.stringify(own.data));
        if (!checked.ok) throw notInText(checked.issues, target);
        return { data: own.data, spans: own.spans, usage: own.usage };
      }
      const { data, usage } = await this.prompt(asking, target, request, extractPrompt(request), request.schema);
      return { data, spans: locate(data, request.text), usage };
    });
  }

  classify(
    caller: Caller,
    request: z.output<typeof classifyRequest>,
    incoming: Incoming,
  ): Promise<z.output<typeof classifyResponse>> {
    const { multiple } = request;
    const labels = request.labels.map((label) => (typeof label === 'string' ? { label } : label));
    return this.once(caller, 'classify', request, incoming, async (asking, target) => {
      const own = await this.caller.native(asking, target, ({ classify }) => classify?.({ ...request, labels }));
      if (own)
        return {
          label: own.label,
          ...(multiple ? { labels: own.labels } : {}),
          confidence: own.confidence,
          usage: own.usage,
        };
      const names = labels.map(({ label }) => label);
      const { data, usage } = await this.prompt(
        asking,
        target,
        request,
        classifyPrompt(request),
        classifyAnswer(names, multiple),
      );
      const chosen = data as { labels: [string, ...string[]]; confidence: number };
      return {
        label: chosen.labels[0],
        ...(multiple ? { labels: chosen.labels } : {}),
        confidence: chosen.confidence,
        usage,
      };
    });
  }

  generate(
    caller: Caller,
    request: z.output<typeof generateRequest>,
    incoming: Incoming,
  ): Promise<z.output<typeof generateResponse>> {
    return this.once(caller, 'generate', request, incoming, async (asking, target) => {
      const { instruction, context } = request;
      const own = await this.caller.native(asking, target, ({ generate }) =>
        generate?.({ instruction, ...(context === undefined ? {} : { context }) }),
      );
      if (own) return { text: own.text, usage: own.usage };
      const { text, usage } = await this.prompt(asking, target, request, generatePrompt(request));
      return { text, usage };
    });
  }

  private once<R extends Options, A>(
    caller: Caller,
    task: AiTask,
    request: R,
    { key, origin = {}, signal }: Incoming,
    work: (asking: Asking, target: Target) => Promise<A>,
  ): Promise<A> {
    return this.asks.answer({ companyId: caller.companyId, key, question: { task, request }, signal }, (shared) => {
      const target = this.router.resolve(request.model);
      return work({ caller, task, origin, signal: shared }, target);
    });
  }

  private prompt(
    asking: Asking,
    target: Target,
    { temperature, maxTokens }: Options,
    messages: ChatMessage[],
    schema?: Record<string, unknown>,
  ): Promise<CompleteResponse> {
    return this.completions.ask(asking, {
      messages,
      model: target.id,
      temperature,
      maxTokens,
      ...(schema ? { schema } : {}),
    });
  }
}

const notInText = (issues: { path: string; message: string }[], target: Target) =>
  new AppError('MODEL_OUTPUT_INVALID', {
    detail: `${target.id} did not find what the schema requires: ${issues.map(({ path }) => path).join(', ')}`,
    issues,
  });
