import { parseAssignee } from '#libs/catalog/kit';
import { isZone } from '#libs/catalog/node-kinds/trigger-schedule/zone';
import { AppError, type TemplateParameter, type TemplateParts, type TemplatePlace } from '#libs/contracts';
import type { Definition } from '#libs/workflow';

interface Content {
  definition: Definition;
  agents: TemplateParts['agents'];
}

type Check = (value: unknown) => string | undefined;
const text: Check = (value) =>
  typeof value === 'string' && value.length <= 2000 ? undefined : 'expected a text of at most 2,000 characters';

/** What is wrong with an answer. Braces would be an expression, which is no answer. */
const checks: Record<TemplateParameter['type'], Check> = {
  text: (value) => text(value) ?? (String(value).includes('{{') ? 'expected a text without {{' : undefined),
  number: (value) => (typeof value === 'number' && Number.isFinite(value) ? undefined : 'expected a number'),
  people: (value) =>
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= 100 &&
    value.every((each) => typeof each === 'string' && parseAssignee(each) !== undefined)
      ? undefined
      : 'expected addresses, role:<role> or user:<id>',
  timezone: (value) =>
    typeof value === 'string' && isZone(value) ? undefined : 'expected a time zone such as Europe/Berlin',
  time: (value) =>
    typeof value === 'string' && /^([01]\d|2[0-3]):[0-5]\d$/.test(value) ? undefined : 'expected a time such as 07:30',
  url: (value) =>
    typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value) && !value.includes('{{')
      ? undefined
      : 'expected an address such as https://example.com',
  model: (value) =>
    typeof value === 'string' && /^[\w./:@-]{1,200}$/.test(value) ? undefined : 'expected the name of a model',
};

/**
 * The template with what was answered in its places; what was not answered stays as the template has it.
 * @throws TEMPLATE_PARAMETERS_INVALID naming each
 */
export function answered<C extends Content>(
  content: C,
  parameters: readonly TemplateParameter[],
  given: Readonly<Record<string, unknown>>,
): C {
  const known = new Map(parameters.map((parameter) => [parameter.id, parameter]));
  const issues = Object.keys(given).flatMap((id) =>
    known.has(id) ? [] : [{ path: `parameters.${id}`, message: 'is not asked' }],
  );
  const filled = structuredClone(content);
  for (const { id, type, required, default: usual, at } of parameters) {
    const value = given[id] ?? undefined;
    const isEmpty = value === undefined || value === '';
    const lacks = required && (value === '' || (usual ?? null) === null);
    const fault = isEmpty ? (lacks ? 'expected an answer' : undefined) : checks[type](value);
    if (fault !== undefined) issues.push({ path: `parameters.${id}`, message: fault });
    else if (!isEmpty) for (const place of at) put(filled, place, type, value);
  }
  if (issues.length > 0) throw new AppError('TEMPLATE_PARAMETERS_INVALID', { issues });
  return filled;
}

function put({ definition, agents }: Content, place: TemplatePlace, type: TemplateParameter['type'], value: unknown) {
  const target =
    place.part === 'workflow'
      ? definition.nodes.find(({ id }) => id === place.node)?.config
      : agents.find(({ name }) => name === place.agent);
  if (!target) return;
  const names = place.path.split('.');
  const last = names.pop()!;
  let at = target as Record<string, unknown>;
  for (const name of names) {
    const next = at[name];
    if (typeof next !== 'object' || next === null || !Object.hasOwn(at, name)) return;
    at = next as Record<string, unknown>;
  }
  at[last] = type === 'time' ? atTime(String(at[last] ?? '0 0 * * *'), String(value)) : value;
}

/** The pattern with another hour and minute. */
function atTime(cron: string, time: string): string {
  const [hour, minute] = time.split(':').map(Number);
  return [minute, hour, ...cron.trim().split(/\s+/).slice(2)].join(' ');
}
