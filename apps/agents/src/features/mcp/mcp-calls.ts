import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { CallToolResult, ServerContext } from '@modelcontextprotocol/server';
import { AppError, errors, type Caller, type Issue } from '#libs/contracts';
import { issuesOf } from '#libs/platform/http';
import type { z } from 'zod';
import { OfferedWork } from './offered-work.js';
import { cancelRequest, isOwnTool, resultRequest } from './own-tools.js';
import { isOver, type WorkProgress, type WorkSource } from './work-source.port.js';

/** Whoever calls, and how its going away is to be taken. */
export interface Exchange {
  caller: Caller;
  /** The client that closes the exchange calls the work off: so says the protocol since 2026-07-28, and the contrary before. */
  closingCancels: boolean;
  /** The server shuts down: the exchange ends, though nobody went away. */
  isLeaving: () => boolean;
}

/** A client that hears of progress is patient; one that does not gives up after a minute (the SDK's default). */
const patienceMs = { withProgress: 55 * 60_000, without: 50_000 };
/** How often progress is told while nothing happens, so that nobody takes the call for dead. */
const tellEveryMs = 10_000;

/** One call of a tool: begins work, tells how far it is, and answers with what came of it. */
@Injectable()
export class McpCalls {
  constructor(private readonly offered: OfferedWork) {}

  /** What is wrong with the call or with the work is told as its result, so that a model can read it. */
  async call(
    { name, arguments: input = {} }: { name: string; arguments?: Record<string, unknown> | undefined },
    exchange: Exchange,
    context: ServerContext,
  ): Promise<CallToolResult> {
    try {
      if (isOwnTool(name)) return await this.own(name, input, exchange, context);
      const source = await this.offered.ofTool(exchange.caller, name);
      const id = await source.start(exchange.caller, name, input, randomUUID());
      return resultOf(await this.follow(source, id, exchange, context));
    } catch (error) {
      return failure(error);
    }
  }

  private async own(
    name: 'get_result' | 'cancel_work',
    input: unknown,
    exchange: Exchange,
    context: ServerContext,
  ): Promise<CallToolResult> {
    const { caller } = exchange;
    if (name === 'get_result') {
      const { id } = parsed(resultRequest, input);
      const source = this.offered.ofWork(caller, id, 'read');
      // Looking at work that somebody else waits for must not end it.
      return resultOf(await this.follow(source, id, { ...exchange, closingCancels: false }, context));
    }
    const { id, reason } = parsed(cancelRequest, input);
    const source = this.offered.ofWork(caller, id, 'cancel');
    await source.cancel(caller, id, reason ?? 'cancelled by an MCP client');
    return resultOf(await source.progress(caller, id, 0, 0), true);
  }

  /** Waits as long as the client does, telling it how far the work is. */
  private async follow(
    source: WorkSource,
    id: string,
    exchange: Exchange,
    { mcpReq: { _meta: meta, notify, signal } }: ServerContext,
  ): Promise<WorkProgress> {
    const progressToken = meta?.progressToken;
    const until = performance.now() + patienceMs[progressToken === undefined ? 'without' : 'withProgress'];
    let told = 0;
    const tell = async (message: string): Promise<void> => {
      if (progressToken === undefined || signal.aborted) return;
      await notify({ method: 'notifications/progress', params: { progressToken, progress: ++told, message } });
    };
    await tell(`${id} has begun`);
    for (let seen = 0; ;) {
      const left = Math.max(0, Math.min(tellEveryMs, until - performance.now()));
      const news = await orGone(source.progress(exchange.caller, id, seen, Math.floor(left)), signal);
      if (news === undefined) return await this.leave(source, id, exchange);
      if (isOver(news) || left === 0) return news;
      seen = Math.max(seen, news.done);
      await tell(`${id} ${news.status}: ${news.done} step${news.done === 1 ? '' : 's'} done`);
    }
  }

  private async leave(source: WorkSource, id: string, { caller, ...exchange }: Exchange): Promise<WorkProgress> {
    if (exchange.closingCancels && !exchange.isLeaving())
      await source.cancel(caller, id, 'the MCP client closed the call');
    return source.progress(caller, id, 0, 0);
  }
}

/** Undefined once the client is gone. */
async function orGone<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  if (signal.aborted) return undefined;
  let stop: (() => void) | undefined;
  const gone = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, gone]);
  } finally {
    if (stop) signal.removeEventListener('abort', stop);
    work.catch(() => undefined);
  }
}

function parsed<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new AppError('TOOL_INPUT_INVALID', { issues: issuesOf(result.error) });
}

/** `asked`: it was cancelled because this very call wanted it, which is no failure. */
function resultOf({ id, status, output, text, error }: WorkProgress, asked = false): CallToolResult {
  const structuredContent = { id, status, output, ...(error ? { error } : {}) };
  const say = (words: string, isError = false): CallToolResult => ({
    content: [{ type: 'text', text: words }],
    structuredContent,
    ...(isError ? { isError } : {}),
  });
  if (status === 'succeeded') return say(text);
  if (status === 'failed')
    return say(`${id} failed: ${error ? `${error.code}: ${error.message}` : 'no reason is known'}`, true);
  if (status === 'cancelled') return say(`${id} was cancelled`, !asked);
  return say(`${id} is ${status} and goes on. Call get_result with this id to wait for it.`);
}

function failure(error: unknown): CallToolResult {
  const known = AppError.is(error) ? error : new AppError('INTERNAL', {}, { cause: error });
  const { detail, issues = [] } = known.details as { detail?: string; issues?: Issue[] };
  const lines = issues.map(({ path, message }) => (path ? `${path}: ${message}` : message));
  const text = [`${known.code}: ${detail ?? errors[known.code].title}`, ...lines].join('\n');
  return { content: [{ type: 'text', text }], isError: true };
}
