import { Injectable } from '@nestjs/common';
import {
  aiRpc,
  AppError,
  type Caller,
  type ChatMessage,
  type CompleteResponse,
  type CustomTool,
  type Issue,
  type ToolWish,
} from '#libs/contracts';
import { RpcClient } from '#libs/platform/rpc';
import type { ToolContent } from '../tools/custom/custom-tool.entity.js';
import { CustomToolRepository } from '../tools/custom/custom-tool.repository.js';
import { CustomToolsService } from '../tools/custom/custom-tools.service.js';
import { customToolView, hashOf } from '../tools/custom/tool-content.js';
import { ToolTrial } from './tool-trial.js';
import { mendToolPrompt, readWritten, writePrompt, writtenSchema, type Trial } from './written-tool.js';

/** How often a model is told what is wrong with its tool. */
const mostRepairs = 2;
const mostNames = 5;
const deadlines = { firstTokenMs: 120_000, idleMs: 60_000, totalMs: 240_000 };
/** The provider that needs no network. */
const rulesTier = 'builtin';
const cannotWrite = 'The built-in rules cannot write tools; it takes a model of a provider';

type Written =
  { tool: CustomTool; trials: Trial[]; attempts: number } | { tool: null; reason: string; attempts: number };

interface WriteOrder {
  wish: ToolWish;
  /** Asked again under the same key, the model's answers are the first ones. */
  key: string;
  origin: { agentId?: string; taskId?: string };
}

/** Has a tool written by a model: code for the sandbox that passes its own cases there. It is kept unapproved, whoever asked (A12). */
@Injectable()
export class ToolWriter {
  constructor(
    private readonly rpc: RpcClient,
    private readonly trial: ToolTrial,
    private readonly tools: CustomToolsService,
    private readonly rows: CustomToolRepository,
  ) {}

  /** @throws whatever a model call throws, and what may pass by itself */
  async write(caller: Caller, { wish, key, origin }: WriteOrder, signal: AbortSignal): Promise<Written> {
    const model = await this.modelFor(caller);
    const messages = writePrompt(wish);
    for (let attempts = 1; ; attempts += 1) {
      const answer = await this.ask(caller, { messages, model, key: `${key}.${attempts}`, origin }, signal);
      // Where every model failed, a fallback may have led to the rules.
      if (answer.usage.provider === rulesTier) throw new AppError('MODEL_CANNOT_DO', { detail: cannotWrite });
      const read = readWritten(answer.data);
      if ('impossible' in read) return { tool: null, reason: read.impossible, attempts };
      const issues =
        'issues' in read ? read.issues : await this.trial.issuesOf(caller, read.content, read.trials, signal);
      const kept = 'content' in read && issues.length === 0 ? await this.keep(caller, read.content, issues) : undefined;
      if (kept && 'content' in read) return { tool: kept, trials: read.trials, attempts };
      if (attempts > mostRepairs)
        return { tool: null, attempts, reason: `What a model wrote did not pass in the sandbox: ${lines(issues)}` };
      messages.push({ role: 'assistant', content: answer.text }, mendToolPrompt(issues));
    }
  }

  private async ask(
    caller: Caller,
    {
      messages,
      model,
      key,
      origin,
    }: Pick<WriteOrder, 'key' | 'origin'> & { messages: ChatMessage[]; model?: string | undefined },
    signal: AbortSignal,
  ): Promise<CompleteResponse> {
    const request = { messages, schema: { ...writtenSchema }, deadlines, ...(model === undefined ? {} : { model }) };
    for await (const said of this.rpc.stream(aiRpc.completing, { key, origin, request }, { caller, signal }))
      if (said.type === 'answer') return said.answer;
    throw new AppError('UNAVAILABLE', { detail: 'The model service ended without an answer' });
  }

  /** Under another name where its own is taken by something else. What is wrong with its schemas is told. */
  private async keep(caller: Caller, content: ToolContent, issues: Issue[]): Promise<CustomTool | undefined> {
    for (let nth = 1; nth <= mostNames; nth += 1) {
      const named = nth === 1 ? content : { ...content, name: `${content.name.slice(0, 60)}_${nth}` };
      try {
        return await this.tools.keep(caller, named);
      } catch (error) {
        if (AppError.is(error, 'TOOL_INVALID') || AppError.is(error, 'LIMIT_EXCEEDED')) {
          issues.push({ path: 'tool', message: error.message });
          return undefined;
        }
        if (!AppError.is(error, 'TOOL_NAME_TAKEN')) throw error;
        // A crash after keeping it: it is the one.
        const twin = await this.rows.byIdOrName(caller.companyId, named.name);
        if (twin && hashOf(twin.content) === hashOf(named)) return customToolView(twin);
      }
    }
    issues.push({ path: 'name', message: 'is taken by other tools' });
    return undefined;
  }

  /** Rules cannot write: they are never asked. @throws MODEL_CANNOT_DO */
  private async modelFor(caller: Caller): Promise<string | undefined> {
    const { items } = await this.rpc.call(aiRpc.models, {}, { caller });
    if (!items.some(({ tier, embeddings }) => tier !== rulesTier && !embeddings))
      throw new AppError('MODEL_CANNOT_DO', { detail: cannotWrite });
    return items.some(({ isDefault, tier }) => isDefault && tier === rulesTier) ? 'best' : undefined;
  }
}

const lines = (issues: readonly Issue[]): string =>
  issues
    .slice(0, 5)
    .map(({ path, message }) => `${path}: ${message}`)
    .join('; ')
    .slice(0, 2000);
