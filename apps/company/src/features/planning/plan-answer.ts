import type { WorkflowProblem } from '#libs/contracts';
import { definition as definitionSchema, type Definition, type WorkflowNode } from '#libs/workflow';

/** What a planner answers, as JSON Schema. Loose, because our own check says what is wrong in words that a model can use. */
export const planSchema = {
  type: 'object',
  required: ['name', 'explanation', 'definition'],
  properties: {
    name: { type: 'string', description: 'Of the workflow, up to six words' },
    explanation: {
      type: 'string',
      description: 'Two or three sentences: what the workflow does, and what you took for granted',
    },
    questions: {
      type: 'array',
      items: { type: 'string' },
      description: 'What you would have to know to do better; empty when all is clear',
    },
    definition: {
      type: 'object',
      required: ['nodes', 'edges'],
      properties: {
        schemaVersion: { const: 1 },
        inputs: { type: 'object', description: 'JSON Schema of the input of a run' },
        nodes: {
          type: 'array',
          items: {
            type: 'object',
            required: ['id', 'kind', 'config'],
            properties: {
              id: { type: 'string' },
              kind: { type: 'string' },
              name: { type: 'string' },
              config: { type: 'object' },
              parent: { type: 'string' },
              onError: { enum: ['fail', 'continue', 'branch'] },
            },
          },
        },
        edges: {
          type: 'array',
          items: {
            type: 'object',
            required: ['from', 'to'],
            properties: { from: { type: 'string' }, port: { type: 'string' }, to: { type: 'string' } },
          },
        },
      },
    },
  },
} as const;

/** What a model said, as far as it is usable. */
export interface Plan {
  name: string;
  explanation: string;
  questions: string[];
  /** As it came, for the check. */
  candidate: unknown;
  /** Undefined when it has not even the shape of one. */
  definition: Definition | undefined;
}

export function readPlan(data: unknown, before: Definition | undefined): Plan {
  const { name, explanation, questions, definition } = data as Record<string, unknown>;
  const candidate = { ...(definition as object), schemaVersion: 1 };
  const parsed = definitionSchema.safeParse(candidate);
  return {
    name: line(name, 200),
    explanation: text(explanation, 4000),
    questions: (Array.isArray(questions) ? questions : [])
      .map((question) => line(question, 500))
      .filter((question) => question !== '')
      .slice(0, 10),
    candidate,
    definition: parsed.success ? withWhatPeopleSee(parsed.data, before) : undefined,
  };
}

/** A text of a model, cut. */
export const text = (value: unknown, longest: number): string =>
  typeof value === 'string' ? value.trim().slice(0, longest) : '';
/** The same on one line. */
export const line = (value: unknown, longest: number): string =>
  text(value, longest)
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim();

/** Places, notes and groups are not the model's: what stood in the draft before stays. */
function withWhatPeopleSee(after: Definition, before: Definition | undefined): Definition {
  const was = new Map(before?.nodes.map((node) => [node.id, node]));
  const ids = new Set(after.nodes.map(({ id }) => id));
  const groups = before?.canvas?.groups
    ?.map((group) => ({ ...group, nodes: group.nodes.filter((id) => ids.has(id)) }))
    .filter(({ nodes }) => nodes.length > 0);
  const { canvas: _canvas, ...rest } = after;
  return {
    ...rest,
    nodes: after.nodes.map(({ position: _position, ...node }) => ({ ...kept(was.get(node.id)), ...node })),
    ...(before?.settings && !after.settings ? { settings: before.settings } : {}),
    ...(before?.canvas ? { canvas: { ...before.canvas, ...(groups ? { groups } : {}) } } : {}),
  };
}

const kept = (node: WorkflowNode | undefined): Pick<WorkflowNode, 'position' | 'notes' | 'externalId'> =>
  Object.fromEntries(
    (['position', 'notes', 'externalId'] as const).flatMap((field) =>
      node?.[field] === undefined ? [] : [[field, node[field]]],
    ),
  );

/** A draft as a model is shown it. */
export const toldDefinition = ({ canvas: _canvas, nodes, ...rest }: Definition): object => ({
  ...rest,
  nodes: nodes.map(({ position: _position, notes: _notes, externalId: _external, ...node }) => node),
});

/** What a model is asked to mend: what keeps the draft from being published, and names of things that are not there. */
export const mendable = (problems: readonly WorkflowProblem[]): WorkflowProblem[] =>
  problems.filter(({ code, severity }) => severity === 'error' || code.endsWith('_UNKNOWN'));
