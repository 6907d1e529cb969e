import {
  AppError,
  type ChatMessage,
  type Issue,
  type PromptContent,
  type PromptProblem,
  type PromptVariable,
} from '#libs/contracts';
import { evaluate, ExpressionError, hasExpression, inspectTemplate, type Scope } from '#libs/expressions';
import { compileSchema } from '#libs/platform/json-schema';

/*
 * Messages are the platform's own templates: `{{ CEL }}` over the variables, by their names or as `vars.name`, and nothing else. Values are
 * put in as they are: an expression inside a value stays text.
 */

/** Every problem of a prompt: the message, and the variable that is unknown or that no message uses. */
export function problemsOf(content: PromptContent): PromptProblem[] {
  const known = new Set(content.variables.map(({ name }) => name));
  const used = new Set<string>();
  const inMessages = content.messages.flatMap(({ content: text }, at) =>
    problemsOfText(text, `messages[${at}].content`, known, used),
  );
  const inVariables = content.variables.flatMap((variable, at) => problemsOfVariable(variable, at, used));
  return [...inMessages, ...inVariables, ...schemaProblems(content.schema)];
}

function problemsOfText(text: string, path: string, known: ReadonlySet<string>, used: Set<string>): PromptProblem[] {
  const { expressions, problems } = inspectTemplate(text);
  const broken = problems.map(({ message, source, position }) => ({
    path,
    code: 'TEMPLATE_INVALID' as const,
    message: `${message}, at position ${position} of ${source.slice(0, 200)}`,
    severity: 'error' as const,
  }));
  const names = new Set(
    expressions.flatMap(({ references: { roots, vars } }) => [
      ...roots.filter((root) => root !== 'vars'),
      // `vars` as a whole is every variable.
      ...vars.flatMap(([name]) => (name === undefined ? [...known] : [name])),
    ]),
  );
  for (const name of names) used.add(name);
  const unknown = [...names].filter((name) => !known.has(name));
  return [
    ...broken,
    ...unknown.map((name) => ({
      path,
      code: 'VARIABLE_UNKNOWN' as const,
      message: `there is no variable ${name}${known.size ? `; there are ${[...known].join(', ')}` : ''}`,
      severity: 'error' as const,
    })),
  ];
}

function problemsOfVariable(variable: PromptVariable, at: number, used: ReadonlySet<string>): PromptProblem[] {
  const path = `variables[${at}]`;
  const misfit = 'default' in variable ? misfitOf(variable, variable.default) : undefined;
  return [
    ...(used.has(variable.name)
      ? []
      : [
          {
            path,
            code: 'VARIABLE_UNUSED' as const,
            message: `no message uses ${variable.name}`,
            severity: 'warning' as const,
          },
        ]),
    ...(misfit === undefined
      ? []
      : [{ path: `${path}.default`, code: 'DEFAULT_INVALID' as const, message: misfit, severity: 'error' as const }]),
  ];
}

function schemaProblems(schema: PromptContent['schema']): PromptProblem[] {
  try {
    if (schema) compileSchema(schema);
    return [];
  } catch (error) {
    if (!AppError.is(error, 'VALIDATION_FAILED')) throw error;
    return [{ path: 'schema', code: 'SCHEMA_INVALID', message: error.message, severity: 'error' }];
  }
}

const fits: Record<PromptVariable['type'], (value: unknown) => boolean> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  list: (value) => Array.isArray(value),
  json: () => true,
};

const misfitOf = ({ type }: PromptVariable, value: unknown): string | undefined =>
  fits[type](value) ? undefined : `expected ${type === 'list' ? 'a list' : `a ${type}`}`;

/**
 * The messages as a model sees them.
 * @param at path of the variables in the request
 * @throws PROMPT_VARIABLES_INVALID naming each variable; EXPRESSION_FAILED naming the message
 */
export function rendered(content: PromptContent, given: Record<string, unknown>, at = 'variables'): ChatMessage[] {
  const scope = scopeOf(content.variables, given, at);
  return content.messages.map(({ role, content: text }, index) => ({
    role,
    content: written(text, scope, `messages[${index}].content`),
  }));
}

function scopeOf(variables: readonly PromptVariable[], given: Record<string, unknown>, at: string): Scope {
  const issues: Issue[] = [];
  const known = new Set(variables.map(({ name }) => name));
  for (const name of Object.keys(given))
    if (!known.has(name)) issues.push({ path: `${at}.${name}`, message: 'the prompt has no such variable' });
  const values = variables.map((variable): [string, unknown] => {
    const { name, required } = variable;
    const value = Object.hasOwn(given, name) ? given[name] : variable.default;
    if (value === undefined || (value === null && variable.type !== 'json')) {
      if (required) issues.push({ path: `${at}.${name}`, message: 'is missing' });
      return [name, null];
    }
    const misfit = misfitOf(variable, value);
    if (misfit !== undefined) issues.push({ path: `${at}.${name}`, message: misfit });
    return [name, value];
  });
  if (issues.length)
    throw new AppError('PROMPT_VARIABLES_INVALID', {
      detail: issues.map(({ path, message }) => `${path}: ${message}`).join('; '),
      issues,
    });
  const vars = Object.fromEntries(values);
  return { ...vars, vars };
}

function written(text: string, scope: Scope, path: string): string {
  if (!hasExpression(text)) return text;
  try {
    // A text that is one expression gives a value: it is written out as it would be inside a text.
    const value = evaluate(text, scope);
    if (value === null || value === undefined) return '';
    return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new AppError('EXPRESSION_FAILED', { detail: error.message, issues: [{ path, message: error.message }] });
  }
}
