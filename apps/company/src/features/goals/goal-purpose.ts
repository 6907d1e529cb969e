import { z } from 'zod';
import type { GoalFact, WorkflowProblem } from '#libs/contracts';
import { canonicalJson, type Definition, type WorkflowNode } from '#libs/workflow';
import { line, planSchema } from '../planning/plan-answer.js';
import type { PlanPurpose } from '../planning/workflow-planner.js';
import { withTriggers } from './goal-triggers.js';

/** What a model says of a goal beside the plan. */
export interface GoalReading {
  name: string;
  intent: string;
  facts: GoalFact[];
  /** Of the facts that are not known. */
  questions: string[];
  refusal: string;
}

/** There is no plan: it cannot be done, or something is to be asked first. */
export type Unplanned = { type: 'refused'; reason: string } | { type: 'questions'; questions: string[] };

export interface GoalSituation {
  timing: Record<string, unknown> | undefined;
  timezone: string;
  /** False once it has asked often enough. */
  mayAsk: boolean;
  /** Steps of a run that succeeded: they stay as they are. */
  keep?: readonly KeptStep[] | undefined;
  /** The step from which the run is repeated. */
  from?: string | undefined;
}

const schema = {
  ...planSchema,
  required: ['intent', 'facts', 'name', 'explanation'],
  properties: {
    intent: { type: 'string', description: 'What is wanted, in one sentence' },
    facts: {
      type: 'array',
      description: 'What one has to know to do it: names, addresses, amounts, times, sources',
      items: {
        type: 'object',
        required: ['name', 'known'],
        properties: {
          name: { type: 'string' },
          known: { type: 'boolean', description: 'The goal or an answer says it, or it does not matter much' },
          value: { type: 'string', description: 'What is known' },
          question: { type: 'string', description: 'To the person, when it is not known' },
        },
      },
    },
    refusal: { type: 'string', description: 'Why it cannot be done with what there is; left out otherwise' },
    ...planSchema.properties,
  },
} as const;

const answer = z.object({
  name: z.unknown(),
  intent: z.unknown(),
  refusal: z.unknown(),
  facts: z
    .array(z.object({ name: z.unknown(), known: z.unknown(), value: z.unknown(), question: z.unknown() }).partial())
    .catch([]),
});
const most = 10;

export function readGoal(data: unknown): GoalReading {
  const said = answer.partial().safeParse(data).data ?? {};
  const facts = (said.facts ?? []).slice(0, 50).map(({ name, known, value, question }) => ({
    name: line(name, 200),
    value: typeof value === 'string' ? line(value, 1000) : value === undefined ? '' : line(JSON.stringify(value), 1000),
    open: known === false ? line(question, 500) || `What is ${line(name, 200)}?` : '',
  }));
  return {
    name: line(said.name, 200),
    intent: line(said.intent, 2000),
    refusal: line(said.refusal, 2000),
    facts: facts.flatMap(({ name, value, open }) => (open === '' && name !== '' ? [{ name, value }] : [])),
    questions: facts.flatMap(({ open }) => (open === '' ? [] : [open])).slice(0, most),
  };
}

/** How a goal is planned by the planner of all drafts: with questions and refusals, its own triggers, and nothing to fill in at the start. */
export const goalPurpose = ({ timing, timezone, mayAsk, keep = [], from }: GoalSituation): PlanPurpose => ({
  schema,
  told: toldOf(timezone, timing !== undefined, mayAsk),
  instead(data): Unplanned | undefined {
    const { refusal, questions } = readGoal(data);
    if (refusal !== '') return { type: 'refused', reason: refusal };
    return questions.length > 0 && mayAsk ? { type: 'questions', questions } : undefined;
  },
  shaped: (definition) => withTriggers(definition, timing),
  problems: (definition) => [
    ...missingFacts(definition),
    ...changedSteps(definition, keep),
    ...missingStep(definition, from),
  ],
});

const toldOf = (timezone: string, isTimed: boolean, mayAsk: boolean): string =>
  `This wish is a goal: the workflow runs by itself, so nobody fills in an input. The answer begins with {intent, facts, refusal?}.
- \`facts\`: everything that must be known. Known ones, with their value, are written into the steps as they are; leave \`inputs\` out, or give each of its fields a default.
- ${
    mayAsk
      ? 'Where something essential is not known and cannot be found by a step, give the fact "known": false and a question, and leave the definition out. Ask only what would change the plan.'
      : 'Ask nothing more: take the most sensible value for what is not known, and say so in the explanation.'
  }
- \`refusal\`: only where the tools, agents and kinds cannot do it, or where it would do harm; say what is missing, and leave the definition out.
- ${
    isTimed
      ? 'When it runs is arranged already: use trigger.manual alone.'
      : `Where the goal says when or how often it runs, use trigger.schedule. Times are those of ${timezone} unless the goal names another place.`
  }
- Each task is one step: a tool.call for what a tool can do, an agent.task for what takes an agent (without its field agent where none of those named is made for it: the best one is found when it runs), an ai step for what a model can do alone. What it works with is mapped from the steps before it.
- The last steps hold what the goal asks for.`;

const inputs = z.object({
  required: z.array(z.string()).catch([]).default([]),
  properties: z
    .record(z.string(), z.object({ default: z.unknown() }).partial().catch({}))
    .catch({})
    .default({}),
});

export const needsInput = 'GOAL_NEEDS_INPUT';

/** Nobody is there who would fill them in. */
function missingFacts(definition: Definition): WorkflowProblem[] {
  const { required, properties } = inputs.safeParse(definition.inputs ?? {}).data ?? { required: [], properties: {} };
  return required
    .filter((name) => properties[name]?.default === undefined)
    .map((name) => ({
      path: `inputs.properties.${name}`,
      code: needsInput,
      message: `A goal runs without an input: write ${name} into the steps, give it a default, or ask for it as a fact that is not known`,
      severity: 'error',
    }));
}

/** What the person is asked when the plan, after all, lacks facts. */
export const questionsOf = (problems: readonly WorkflowProblem[]): string[] =>
  problems
    .filter(({ code }) => code === needsInput)
    .map(({ path }) => `What is ${path.slice(path.lastIndexOf('.') + 1)}?`)
    .slice(0, most);

/** A step whose result is kept, with the ids and ports of those that lead to it. */
export interface KeptStep {
  node: WorkflowNode;
  inbound: readonly string[];
}

export const keptStep = ({ nodes, edges }: Definition, id: string): KeptStep | undefined => {
  const node = nodes.find((each) => each.id === id);
  return node && { node, inbound: inboundOf(edges, id) };
};

const inboundOf = (edges: Definition['edges'], id: string): string[] =>
  edges.flatMap(({ from, port, to }) => (to === id ? [`${from}:${port === 'next' ? '' : (port ?? '')}`] : [])).sort();

const facts = ({ node: { kind, config, parent, onError = 'fail' }, inbound }: KeptStep) =>
  canonicalJson([kind, config, parent ?? '', onError, inbound]);

function changedSteps(definition: Definition, keep: readonly KeptStep[]): WorkflowProblem[] {
  return keep.flatMap((step) => {
    const after = keptStep(definition, step.node.id);
    if (after && facts(after) === facts(step)) return [];
    const { id, kind, config } = step.node;
    const message = `${id} has succeeded and its result is kept: it must stay as it was, after ${step.inbound.join(', ') || 'nothing'}, ${JSON.stringify({ kind, config })}`;
    return [{ node: id, path: 'nodes', code: 'GOAL_STEP_CHANGED', message, severity: 'error' as const }];
  });
}

function missingStep(definition: Definition, id: string | undefined): WorkflowProblem[] {
  if (id === undefined || definition.nodes.some((node) => node.id === id)) return [];
  const message = `The step that takes the place of the failed one must be called ${id}`;
  return [{ path: 'nodes', code: 'GOAL_STEP_MISSING', message, severity: 'error' }];
}

/** The sentence with all that was said since. */
export function toldObjective(
  objective: string,
  {
    answers,
    note,
    failure,
  }: { answers: readonly { question: string; answer: string }[]; note: string; failure?: string },
): string {
  return [
    objective,
    ...(answers.length > 0
      ? [`Asked and answered:\n${answers.map(({ question, answer: said }) => `- ${question} ${said}`).join('\n')}`]
      : []),
    ...(failure ? [failure] : []),
    ...(note === '' ? [] : [`What should be different: ${note}`]),
  ].join('\n\n');
}
