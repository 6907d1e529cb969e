import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type {
  Caller,
  classifyRequest,
  classifyResponse,
  extractRequest,
  extractResponse,
  generateRequest,
  generateResponse,
  summarizeRequest,
  summarizeResponse,
  translateRequest,
  translateResponse,
} from '#libs/contracts';
import { KeyedAsks } from '../asks/keyed-asks.js';
import type { AiTask, Asking, Incoming } from '../calls/asking.js';
import { Classifying } from './classifying.js';
import { Extracting } from './extracting.js';
import { unheard, type Report } from './progress.js';
import { generatePrompt } from './prompts.js';
import { Summarizing } from './summarizing.js';
import { optionsOf, TaskPrompting, type TaskOptions, type TaskRun } from './task-run.js';
import { Translating } from './translating.js';

/**
 * The tasks: a provider that has one of its own does it, any other gets a prompt; the answer has the same shape. Each is an ask under
 * its key, and of a task in parts each part is one too.
 */
@Injectable()
export class TasksService {
  constructor(
    private readonly asks: KeyedAsks,
    private readonly prompting: TaskPrompting,
    private readonly summarizing: Summarizing,
    private readonly extracting: Extracting,
    private readonly classifying: Classifying,
    private readonly translating: Translating,
  ) {}

  /** @throws MODEL_CANNOT_DO */
  summarize(
    caller: Caller,
    request: z.output<typeof summarizeRequest>,
    incoming: Incoming,
    report: Report = unheard,
  ): Promise<z.output<typeof summarizeResponse>> {
    return this.once(caller, 'summarize', request, incoming, report, (run) => this.summarizing.summarize(run, request));
  }

  /** @throws MODEL_OUTPUT_INVALID naming the fields that are missing or do not fit */
  extract(
    caller: Caller,
    request: z.output<typeof extractRequest>,
    incoming: Incoming,
    report: Report = unheard,
  ): Promise<z.output<typeof extractResponse>> {
    return this.once(caller, 'extract', request, incoming, report, (run) => this.extracting.extract(run, request));
  }

  classify(
    caller: Caller,
    request: z.output<typeof classifyRequest>,
    incoming: Incoming,
  ): Promise<z.output<typeof classifyResponse>> {
    return this.once(caller, 'classify', request, incoming, unheard, (run) => this.classifying.classify(run, request));
  }

  /** @throws MODEL_CANNOT_DO when rules are asked for a language or for HTML */
  generate(
    caller: Caller,
    request: z.output<typeof generateRequest>,
    incoming: Incoming,
  ): Promise<z.output<typeof generateResponse>> {
    return this.once(caller, 'generate', request, incoming, unheard, async (run) => {
      if (run.model.own.has('generate')) return this.ownText(run, request);
      const { text, usage } = await this.prompting.ask(run, run.asking, generatePrompt(request));
      return { text, usage };
    });
  }

  /** @throws MODEL_CANNOT_DO for rules, which know no languages */
  translate(
    caller: Caller,
    request: z.output<typeof translateRequest>,
    incoming: Incoming,
    report: Report = unheard,
  ): Promise<z.output<typeof translateResponse>> {
    return this.once(caller, 'translate', request, incoming, report, (run) => this.translating.translate(run, request));
  }

  private async ownText(
    run: TaskRun,
    { instruction, context, language, format }: z.output<typeof generateRequest>,
  ): Promise<z.output<typeof generateResponse>> {
    const { asking, model } = run;
    if (language !== undefined || format === 'html')
      throw await this.prompting.cannot(asking, model, language === undefined ? 'write HTML' : `write in ${language}`);
    const texts = context === undefined ? [instruction] : [instruction, context];
    const { text, usage } = await this.prompting.models.native(
      run,
      asking,
      texts,
      ({ generate }, [asked = '', about]) =>
        generate?.({ instruction: asked, ...(about === undefined ? {} : { context: about }) }),
    );
    return { text, usage };
  }

  private once<R extends TaskOptions, A>(
    caller: Caller,
    task: AiTask,
    request: R,
    { key, origin = {}, signal }: Incoming,
    report: Report,
    work: (run: TaskRun) => Promise<A>,
  ): Promise<A> {
    const { companyId } = caller;
    return this.asks.answer({ companyId, key, question: { task, request }, signal }, async (shared) => {
      const asking: Asking = { caller, task, origin, signal: shared };
      const resolved = await this.prompting.models.resolve(asking, request.model);
      // What was recorded was asked in words, whatever the model of today can do of its own.
      const model =
        request.replay?.mode === 'strict' ? { ...resolved, isRules: false, own: new Set<never>() } : resolved;
      const part: TaskRun['part'] = (name, question, ending, done) => {
        // The question is in the key: should the parts be others when the task is repeated, they are other asks.
        const partKey = key === undefined ? undefined : `${key} ${name} ${digestOf(question)}`;
        const ask = { companyId, key: partKey, question, signal: ending };
        return this.asks.answer(ask, (within) => done({ ...asking, signal: within }));
      };
      return work({ asking, model, options: optionsOf(request), report, part });
    });
  }
}

const digestOf = (question: unknown): string =>
  createHash('sha256').update(JSON.stringify(question)).digest('base64url').slice(0, 22);
