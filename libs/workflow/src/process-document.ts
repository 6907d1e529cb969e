/** The older process document: its shape, and what must hold before tasks can become nodes. */
import { z } from 'zod';
import { limits } from './definition.js';

const id = z.union([z.string().min(1).max(200), z.number().transform(String)]);
const text = z.string().max(200);

const model = z.object({
  id: text.min(1),
  inference_url: z.string().max(2000).nullish(),
  parameters: z.union([z.array(z.unknown()).max(100), z.record(z.string(), z.unknown())]).nullish(),
});
const tool = z.union([
  text.min(1).transform((name) => ({ name })),
  z.object({ id: id.nullish(), name: text.nullish() }),
]);
const agent = z.object({
  id: id.nullish(),
  name: text.nullish(),
  description: z.string().max(5000).nullish(),
  goal: z.string().max(5000).nullish(),
  instructions: z.string().max(50_000).nullish(),
  model: model.nullish(),
  tools: z.array(tool).max(100).nullish(),
});
const task = z.object({
  id,
  name: text.nullish(),
  description: z.string().max(5000).nullish(),
  dependencies: z
    .array(z.union([z.object({ task_id: id }), id.transform((task_id) => ({ task_id }))]))
    .max(limits.nodes)
    .nullish(),
  agent: agent.nullish(),
});

/** The start takes one node. */
const mostTasks = limits.nodes - 1;

export const processDocument = z.object({
  process_id: id.nullish(),
  name: z.string().trim().max(200).nullish(),
  description: z.string().max(2000).nullish(),
  tasks: z.array(task).min(1, 'expected at least one task').max(mostTasks, `expected at most ${mostTasks} tasks`),
});
export type ProcessDocument = z.output<typeof processDocument>;
export type ProcessTask = ProcessDocument['tasks'][number];
export type ProcessAgent = z.output<typeof agent>;
export type ProcessTool = z.output<typeof tool>;

export interface ProcessIssue {
  /** Into the document: `tasks[2].dependencies[0].task_id`. */
  path: string;
  code: 'DUPLICATE_ID' | 'UNKNOWN_TASK' | 'CYCLE' | 'TOO_MANY_EDGES';
  message: string;
}

/** Ids that stand twice, dependencies that lead nowhere, tasks that wait for each other. */
export function checkProcess({ tasks }: ProcessDocument): ProcessIssue[] {
  const indexes = new Map<string, number>();
  const issues: ProcessIssue[] = [];
  tasks.forEach((each, index) => {
    const first = indexes.get(each.id);
    if (first === undefined) indexes.set(each.id, index);
    else
      issues.push({
        path: `tasks[${index}].id`,
        code: 'DUPLICATE_ID',
        message: `the id ${each.id} is that of tasks[${first}] already`,
      });
  });
  tasks.forEach((each, index) =>
    each.dependencies?.forEach(({ task_id }, at) => {
      if (!indexes.has(task_id))
        issues.push({
          path: `tasks[${index}].dependencies[${at}].task_id`,
          code: 'UNKNOWN_TASK',
          message: `there is no task ${task_id}`,
        });
    }),
  );
  const edges = tasks.reduce((sum, each) => sum + Math.max(1, each.dependencies?.length ?? 0), 0);
  if (edges > limits.edges)
    issues.push({
      path: 'tasks',
      code: 'TOO_MANY_EDGES',
      message: `expected at most ${limits.edges} dependencies, got ${edges}`,
    });
  return issues.length > 0 ? issues : cycleOf(tasks, indexes);
}

/** What a task is called by people. */
export const taskName = (each: ProcessTask): string => each.name?.trim() || each.id;

/** The tasks that are left when all have gone that wait for nobody; one cycle among them is named. */
function cycleOf(tasks: readonly ProcessTask[], indexes: ReadonlyMap<string, number>): ProcessIssue[] {
  const waitsFor = tasks.map((each) => new Set(each.dependencies?.map(({ task_id }) => indexes.get(task_id)!)));
  const followers: number[][] = tasks.map(() => []);
  waitsFor.forEach((befores, index) => befores.forEach((before) => followers[before]!.push(index)));
  const left = new Set(tasks.keys());
  const open = [...left].filter((index) => waitsFor[index]!.size === 0);
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    left.delete(at);
    for (const after of followers[at]!) {
      waitsFor[after]!.delete(at);
      if (waitsFor[after]!.size === 0) open.push(after);
    }
  }
  const [first] = left;
  if (first === undefined) return [];
  // Everyone left waits for somebody left, so walking on must come back.
  const walk = [first];
  for (let at = first; ;) {
    at = [...waitsFor[at]!].find((before) => left.has(before))!;
    const began = walk.indexOf(at);
    walk.push(at);
    if (began < 0) continue;
    const names = walk
      .slice(began)
      .reverse()
      .map((index) => taskName(tasks[index]!));
    return [
      {
        path: `tasks[${at}].dependencies`,
        code: 'CYCLE',
        message: `these tasks wait for each other: ${names.join(' → ')}`,
      },
    ];
  }
}
