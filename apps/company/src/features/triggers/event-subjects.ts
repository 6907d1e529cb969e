import type { AutomaticTrigger, EventEnvelope, Run } from '#libs/contracts';

/** What triggers of a kind call the thing that they wait for (`subject` of their rows). */
export interface Subject {
  kind: AutomaticTrigger;
  subject: string;
}

/** How a run ended, by the event that says so. */
const ends: Readonly<Record<string, Extract<Run['status'], 'succeeded' | 'failed' | 'cancelled'>>> = {
  'run.succeeded.v1': 'succeeded',
  'run.failed.v1': 'failed',
  'run.cancelled.v1': 'cancelled',
};

export const endOf = ({ type }: Pick<EventEnvelope, 'type'>) => ends[type];

/** The run and workflow that an event tells of, if it does. */
export function runOfEvent({ data }: Pick<EventEnvelope, 'data'>): { runId?: string; workflowId?: string } {
  const { runId, workflowId } = (data ?? {}) as Record<string, unknown>;
  return {
    ...(typeof runId === 'string' ? { runId } : {}),
    ...(typeof workflowId === 'string' ? { workflowId } : {}),
  };
}

/** All that may wait for an event. */
export function subjectsOf(event: Pick<EventEnvelope, 'type' | 'data'>): Subject[] {
  const { workflowId } = runOfEvent(event);
  const end = endOf(event);
  const subjects: Subject[] = [{ kind: 'trigger.event', subject: event.type }];
  if (end === undefined || workflowId === undefined) return subjects;
  subjects.push({ kind: 'trigger.workflow', subject: workflowId });
  if (end === 'failed')
    subjects.push({ kind: 'trigger.error', subject: workflowId }, { kind: 'trigger.error', subject: '*' });
  return subjects;
}

/** Events without a word that anybody wrote: ids and states alone. */
const wordless: ReadonlySet<string> = new Set(['run.started.v1', 'task.finished.v1']);

/** Whether words of strangers may stand in an event. The end of a run says so; of others it is not known, so they count. */
export const mayHoldOutside = ({ type, data }: Pick<EventEnvelope, 'type' | 'data'>): boolean =>
  endOf({ type }) === undefined
    ? !wordless.has(type)
    : (data as { outside?: unknown } | undefined)?.['outside'] === true;
