import { evaluate, hasExpression, type Scope } from '#libs/expressions';

/** A body with its expressions evaluated. A field whose expression is null is left away: not every server takes `null` for absent. */
export function filled(template: unknown, scope: Scope): unknown {
  if (typeof template === 'string') return hasExpression(template) ? evaluate(template, scope) : template;
  if (Array.isArray(template)) return template.map((item) => filled(item, scope));
  if (typeof template !== 'object' || template === null) return template;
  const fields = Object.entries(template).map(([name, value]) => [name, value, filled(value, scope)] as const);
  return Object.fromEntries(
    fields.filter(([, value, made]) => made !== null || value === null).map(([name, , made]) => [name, made]),
  );
}

/** Whether any expression of a body speaks of a name. */
export const speaksOf = (template: unknown, name: string): boolean =>
  new RegExp(`\\{\\{[^]*\\b${name}\\b[^]*\\}\\}`).test(JSON.stringify(template));
