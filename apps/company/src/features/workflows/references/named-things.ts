import type { WorkflowProblem } from '#libs/contracts';
import type { Definition } from '#libs/workflow';

export type ThingType = 'agent' | 'tool' | 'workflow' | 'credential';

/** Something of the company that a node names, by id or name. */
export interface NamedThing {
  type: ThingType;
  ref: string;
  node: string;
  path: string;
  /** Used by the step, not just watched for what becomes of it. */
  isUsed: boolean;
}

/** Fields of configurations that name things. A kind with `credential` names one wherever it stands. */
const fields: Readonly<Record<string, Readonly<Record<string, ThingType>>>> = {
  'agent.task': { agent: 'agent' },
  'tool.call': { tool: 'tool' },
  'flow.subworkflow': { workflow: 'workflow' },
  'trigger.workflow': { workflow: 'workflow' },
  'trigger.error': { workflow: 'workflow' },
};
const everywhere: Readonly<Record<string, ThingType>> = { credential: 'credential' };

/** What a definition names. An expression is known only when its step runs. */
export const namedThings = ({ nodes }: Definition): NamedThing[] =>
  nodes.flatMap(({ id, kind, config }, index) =>
    Object.entries({ ...everywhere, ...(Object.hasOwn(fields, kind) ? fields[kind] : {}) }).flatMap(([field, type]) => {
      const ref = config[field];
      if (typeof ref !== 'string' || ref === '' || ref.includes('{{')) return [];
      return [{ type, ref, node: id, path: `nodes[${index}].config.${field}`, isUsed: !kind.startsWith('trigger.') }];
    }),
  );

/** What became of a reference; `there` needs no word. */
export type Standing = 'there' | 'missing' | 'inactive' | 'unpublished' | 'ambiguous';

const codes = {
  missing: 'UNKNOWN',
  inactive: 'INACTIVE',
  unpublished: 'NOT_PUBLISHED',
  ambiguous: 'AMBIGUOUS',
} as const;

const sentences: Record<Exclude<Standing, 'there'>, (thing: NamedThing) => string> = {
  missing: ({ type, ref }) => `There is no ${type} ${ref} in this company`,
  inactive: ({ type, ref }) => `The ${type} ${ref} is not active, so it takes no tasks`,
  unpublished: ({ type, ref }) => `The ${type} ${ref} is not published, so it cannot be run`,
  ambiguous: ({ type, ref }) => `Several ${type}s are called ${ref}: name one by its id`,
};

/** Everything may still appear before the step runs, save a credential: without it nothing is published. */
export function problemOf(thing: NamedThing, standing: Standing): WorkflowProblem[] {
  if (standing === 'there') return [];
  return [
    {
      node: thing.node,
      path: thing.path,
      code: `${thing.type.toUpperCase()}_${codes[standing]}`,
      message: sentences[standing](thing),
      severity: thing.type === 'credential' ? 'error' : 'warning',
    },
  ];
}
