import type { Caller, Permission } from '#libs/contracts';

/** Something that programs outside may have done. */
export interface OfferedTool {
  name: string;
  title: string;
  description: string;
  /** JSON schema; an object. */
  inputSchema: Record<string, unknown>;
}

/** How far a piece of work is. */
export interface WorkProgress {
  id: string;
  status: 'queued' | 'running' | 'waiting' | 'paused' | 'succeeded' | 'failed' | 'cancelled';
  /** Steps that have ended. */
  done: number;
  /** What came of it; null until it has succeeded. */
  output: unknown;
  /** The same as a text to read. */
  text: string;
  error: { code: string; message: string } | null;
}

export const isOver = ({ status }: WorkProgress): boolean =>
  status === 'succeeded' || status === 'failed' || status === 'cancelled';

/** Work that is offered as tools: tasks of agents, runs of workflows. It is durable; whoever asked for it may go away. */
export abstract class WorkSource {
  /** How ids of its work begin: `task_`. */
  abstract readonly idPrefix: string;
  abstract readonly needs: Readonly<Record<'start' | 'read' | 'cancel', Permission>>;
  abstract tools(caller: Caller): Promise<OfferedTool[]>;
  /** @returns the id of the work @throws TOOL_NOT_FOUND, and what is wrong with the arguments */
  abstract start(caller: Caller, tool: string, input: unknown, key: string): Promise<string>;
  /** The work once it is over or more than `seen` steps have ended, or as it is after `waitMs` (at most 20,000). @throws when there is none */
  abstract progress(caller: Caller, id: string, seen: number, waitMs: number): Promise<WorkProgress>;
  /** Work that is over stays as it is. */
  abstract cancel(caller: Caller, id: string, reason: string): Promise<void>;
}
