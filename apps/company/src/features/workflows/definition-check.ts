import { createHash } from 'node:crypto';
import { nodeKinds } from '#libs/catalog/node-kinds/defs';
import { AppError, type WorkflowProblem } from '#libs/contracts';
import { hasExpression, inspectTemplate } from '#libs/expressions';
import { compileSchema, type JsonSchema } from '#libs/platform/json-schema';
import { canonical, definition as definitionSchema, validate, type Definition, type Kinds } from '#libs/workflow';

/** The catalogue by kind id, as the graph knows it. */
export const kinds: Kinds = nodeKinds;

/** Every problem of a definition, node by node; also of one that is not even shaped like a definition. */
export function problemsOf(given: unknown): WorkflowProblem[] {
  const problems = validate(given, { kinds, parseExpression: inspectTemplate });
  if (problems.some(({ code }) => code === 'TOO_DEEP')) return problems;
  const parsed = definitionSchema.safeParse(given);
  return parsed.success ? [...problems, ...schemaProblems(parsed.data)] : problems;
}

/** SHA-256 (hex) of the canonical form: equal content has an equal hash, whatever the order of its keys. */
export const contentHash = (definition: Definition): string =>
  createHash('sha256').update(canonical(definition)).digest('hex');

/** @throws STEP_CONFIG_INVALID naming the field when this is no usable JSON Schema */
export function assertSchema(schema: JsonSchema, path: string): void {
  const message = faultOf(schema);
  if (message !== undefined)
    throw new AppError('STEP_CONFIG_INVALID', { detail: `${path}: ${message}`, issues: [{ path, message }] });
}

/** JSON Schemas of the run's input and of the steps that bring one. One that holds expressions is known only when its step runs. */
function schemaProblems({ inputs, nodes }: Definition): WorkflowProblem[] {
  const brought = nodes.flatMap(({ id, config }, index) => {
    const schema = config['schema'];
    return isSchema(schema) && !hasExpression(JSON.stringify(schema))
      ? [{ node: id, path: `nodes[${index}].config.schema`, schema }]
      : [];
  });
  const all = [...(inputs ? [{ path: 'inputs', schema: inputs }] : []), ...brought];
  return all.flatMap(({ schema, ...place }) => {
    const message = faultOf(schema);
    return message === undefined ? [] : [{ ...place, code: 'SCHEMA_INVALID', message, severity: 'error' as const }];
  });
}

const isSchema = (value: unknown): value is JsonSchema => typeof value === 'object' && value !== null;

function faultOf(schema: JsonSchema): string | undefined {
  try {
    compileSchema(schema);
    return undefined;
  } catch (error) {
    if (AppError.is(error, 'VALIDATION_FAILED')) return error.message;
    throw error;
  }
}
