import type { CallbackCapability, ToolProgress } from '#libs/catalog/kit';
import type { Caller, Tool } from '#libs/contracts';
import type { RememberingTask } from '../memory/remembering-task.js';
import type { Effect } from '#libs/workflow';

/** What a call belongs to: whose files come first, and what is written down with what it does. */
export interface ToolOrigin {
  taskId?: string;
  agentId?: string;
  conversationId?: string;
  jobId?: string;
  /** Of a workflow. */
  runId?: string;
  stepPath?: string;
}

/** One call, as whoever makes it describes it. */
export interface ToolCall {
  /** For whom: the rights and the company of the call. */
  caller: Caller;
  /** Idempotency key: the same when the call is repeated. */
  key: string;
  /** Epoch milliseconds at which it was decided. */
  at: number;
  signal: AbortSignal;
  origin?: ToolOrigin;
  progress?(step: ToolProgress): void;
  /** How the call waits for a time, where that is not by sitting it out. */
  sleepUntil?(time: number): Promise<void>;
  /** Of agents at work: whose memory it is. */
  memory?: RememberingTask;
  /** Of calls in the background. */
  callback?: CallbackCapability;
}

/** A tool as those see it who may let an agent call it. */
export interface ResolvedTool extends Tool {
  /** What repeating this very call would do. */
  effectOf(input: unknown): Effect;
  /** Of a tool with `outside`: whether this very output holds nothing of strangers. */
  isOwn?: ((output: unknown) => boolean) | undefined;
}

export interface CallableTool {
  tool: ResolvedTool;
  /** @throws TOOL_INPUT_INVALID */
  check(input: unknown): void;
  /** @throws TOOL_INPUT_INVALID, TOOL_FAILED, TOOL_UNAVAILABLE */
  run(input: unknown, call: ToolCall): Promise<unknown>;
}

/** Where tools come from. Names are unique over all sources. */
export interface ToolSource {
  /** By id or by name. */
  find(companyId: string, idOrName: string): Promise<CallableTool | undefined>;
  /** By name or title with nothing but their letters and digits. */
  findPlain(companyId: string, plainName: string): Promise<ResolvedTool | undefined>;
  /** By name, those after `after`. */
  list(companyId: string, page: ToolPage): Promise<Tool[]>;
}

export interface ToolPage {
  after: string;
  limit: number;
  search: string | undefined;
  status: Tool['status'] | undefined;
}

/** `Lookup Order`, `lookup-order` and `lookup_order` are one name. */
export const plainName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, '');
