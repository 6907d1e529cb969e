import { Role, TaskState, type Artifact, type Message, type Part, type Task } from '@a2a-js/sdk';
import type { Task as OurTask } from '#libs/contracts';
import type { A2aTaskRow } from './a2a-task.entity.js';

const states: Readonly<Record<OurTask['status'], TaskState>> = {
  queued: TaskState.TASK_STATE_SUBMITTED,
  running: TaskState.TASK_STATE_WORKING,
  // For a tool, a budget or a person of the company: nothing that the client could give.
  waiting: TaskState.TASK_STATE_WORKING,
  paused: TaskState.TASK_STATE_WORKING,
  succeeded: TaskState.TASK_STATE_COMPLETED,
  failed: TaskState.TASK_STATE_FAILED,
  cancelled: TaskState.TASK_STATE_CANCELED,
};
/** One that this version does not know goes on. */
export const stateOf = ({ status }: Pick<OurTask, 'status'>): TaskState =>
  states[status] ?? TaskState.TASK_STATE_WORKING;

export const isOver = (task: Pick<OurTask, 'finishedAt'>): boolean => task.finishedAt !== null;

const part = (content: NonNullable<Part['content']>, mediaType: string): Part => ({
  content,
  mediaType,
  filename: '',
  metadata: undefined,
});
const textPart = (value: string) => part({ $case: 'text', value }, 'text/plain');
const dataPart = (value: unknown) => part({ $case: 'data', value }, 'application/json');

const message = (row: A2aTaskRow, of: Pick<Message, 'messageId' | 'role' | 'parts'>): Message => ({
  ...of,
  contextId: row.contextId,
  taskId: row.id,
  metadata: undefined,
  extensions: [],
  referenceTaskIds: [],
});

/** How a task stands: with its error where it failed. */
export function statusOf(row: A2aTaskRow, task: OurTask): NonNullable<Task['status']> {
  const { error } = task;
  const said =
    error &&
    message(row, {
      messageId: `${row.id}-error`,
      role: Role.ROLE_AGENT,
      parts: [textPart(`${error.code}: ${error.message}`)],
    });
  return { state: stateOf(task), message: said ?? undefined, timestamp: task.finishedAt ?? task.createdAt };
}

/** What the agent has made: its answer, and data where it was asked for a schema. */
export function artifactsOf(task: OurTask): Artifact[] {
  if (task.status !== 'succeeded') return [];
  const parts = [
    ...(task.answer === null || task.answer === '' ? [] : [textPart(task.answer)]),
    ...(task.data === null || task.data === undefined ? [] : [dataPart(task.data)]),
  ];
  const made = { artifactId: 'answer', name: 'answer', description: '', parts, metadata: undefined, extensions: [] };
  return [made];
}

/** @param historyLength messages to tell; all unless set */
export function a2aTaskOf(row: A2aTaskRow, task: OurTask, historyLength?: number): Task {
  const { data } = (task.input ?? {}) as { data?: unknown[] };
  const asked = message(row, {
    messageId: row.messageId,
    role: Role.ROLE_USER,
    parts: [textPart(task.goal), ...(data ?? []).map(dataPart)],
  });
  return {
    id: row.id,
    contextId: row.contextId,
    status: statusOf(row, task),
    artifacts: artifactsOf(task),
    history: historyLength === 0 ? [] : [asked],
    metadata: undefined,
  };
}
