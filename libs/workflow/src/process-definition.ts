import type { Definition, WorkflowEdge, WorkflowNode } from './definition.js';
import { taskName, type ProcessDocument, type ProcessTask } from './process-document.js';

/** A text as it stands, also where it holds what would begin an expression. */
export const literalText = (text: string): string => text.replaceAll('{{', '{{ "{{" }}');

/**
 * The process as a workflow: tasks become `task1`, `task2`, … with their id as `externalId`, dependencies edges. A task without dependencies
 * works on the run's input, another one on the answers of those it waits for, by their node's id.
 * @param process one without issues (`checkProcess`)
 * @param agentOf name or id of the agent for the task at this place
 */
export function definitionOfProcess(process: ProcessDocument, agentOf: (index: number) => string): Definition {
  const nodeIds = new Map(process.tasks.map((task, index) => [task.id, `task${index + 1}`]));
  const befores = process.tasks.map(({ dependencies }) => [
    ...new Set(dependencies?.map(({ task_id }) => nodeIds.get(task_id)!)),
  ]);
  return {
    schemaVersion: 1,
    nodes: [
      { id: 'start', kind: 'trigger.manual', config: {} },
      ...process.tasks.map((task, index) => nodeOf(task, `task${index + 1}`, agentOf(index), befores[index]!)),
    ],
    edges: befores.flatMap((ids, index): WorkflowEdge[] => {
      const to = `task${index + 1}`;
      return ids.length === 0 ? [{ from: 'start', to }] : ids.map((from) => ({ from, to }));
    }),
  };
}

function nodeOf(task: ProcessTask, id: string, agent: string, befores: readonly string[]): WorkflowNode {
  const answers = befores.map((before) => [before, `{{ steps.${before}.output.answer }}`]);
  return {
    id,
    kind: 'agent.task',
    name: taskName(task),
    config: {
      agent: literalText(agent),
      goal: literalText(goalOf(task)),
      input: befores.length === 0 ? '{{ input }}' : Object.fromEntries(answers),
    },
    externalId: task.id,
  };
}

/** What the task asks for, in words. */
export const goalOf = (task: ProcessTask): string =>
  [taskName(task), task.description?.trim() ?? ''].filter((part) => part !== '').join('\n\n');
