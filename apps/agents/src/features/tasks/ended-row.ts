import { usageOf, type RunChange, type RunReading, type SqlTransaction, type UsageTotal } from '#libs/durable';
import { colleagueTools } from './colleagues.js';
import { turnPath } from './task-paths.js';
import type { TaskEvent, TaskState } from './task-protocol.js';
import type { TaskInput } from './task.entity.js';

type Change = Pick<RunChange<TaskState, TaskEvent>, 'run' | 'reading'>;

interface EndedRow {
  request_key: string;
  run_id: string | null;
  step_path: string | null;
  attempt: number | null;
  agent_id: string;
  agent_name: string;
  parent_task_id: string | null;
  parent_step: string | null;
  conversation_id: string | null;
  child_input_tokens: number;
  child_output_tokens: number;
  child_cost_micros: number;
}

/** Whom the end of a task concerns; undefined when its row is gone. */
export async function endedRow(tx: SqlTransaction, change: Change): Promise<EndedRow | undefined> {
  const known = inConversation(change);
  if (known) return known;
  const [row] = await tx.query<EndedRow>(
    'SELECT request_key, run_id, step_path, attempt, agent_id, agent_name, parent_task_id, parent_step, conversation_id, child_input_tokens, child_output_tokens, child_cost_micros FROM tasks WHERE id = ?',
    [change.run.id],
  );
  return row;
}

/** A turn of a conversation works for no run and no other task: where it asked no agent, all that its end needs is at hand. */
function inConversation({ run, reading }: Change): EndedRow | undefined {
  const { conversation, agentId, agentName } = (reading.input ?? {}) as Partial<TaskInput>;
  const hasAsked = reading.state.turns.some(({ calls }) => calls.some(({ tool }) => colleagueTools.has(tool)));
  if (!conversation || agentId === undefined || agentName === undefined || hasAsked) return undefined;
  return {
    request_key: run.id,
    run_id: null,
    step_path: null,
    attempt: null,
    agent_id: agentId,
    agent_name: agentName,
    parent_task_id: null,
    parent_step: null,
    conversation_id: conversation.id,
    child_input_tokens: 0,
    child_output_tokens: 0,
    child_cost_micros: 0,
  };
}

/** Of its turns alone. What the agents cost that it asked is added to its row when those end. */
export function ownUsage({ state, meta }: RunReading<TaskState>): UsageTotal {
  const metas = state.turns.map((_, index) => meta(turnPath(index + 1)));
  return usageOf(metas.filter((told) => told !== undefined));
}
