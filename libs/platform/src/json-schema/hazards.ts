import { isSafePattern } from '#libs/contracts';

/** Characters of a schema. */
const longest = 256 * 1024;
const deepest = 64;

/** Keywords whose cost is not bounded by the sizes of schema and value: references multiply, expressions and formats backtrack. */
const costly = new Set([
  '$ref',
  '$dynamicRef',
  'pattern',
  'patternProperties',
  'format',
  'uniqueItems',
  'contains',
  'unevaluatedItems',
  'unevaluatedProperties',
]);

export interface Hazards {
  /** Why the schema may not be used at all. */
  refused?: string;
  /** Checking must be watched. */
  isCostly: boolean;
}

/** Looks at a schema of a stranger before anything is made of it. `text` is its JSON. */
export function hazardsOf(schema: unknown, text: string): Hazards {
  if (text.length > longest) return { refused: `longer than ${longest} characters`, isCostly: true };
  const found: Hazards = { isCostly: false };
  visit(schema, 0, found);
  return found;
}

function visit(part: unknown, depth: number, found: Hazards): void {
  if (found.refused !== undefined || typeof part !== 'object' || part === null) return;
  if (depth > deepest) {
    found.refused = `nested deeper than ${deepest} levels`;
    return;
  }
  for (const [name, value] of Object.entries(part)) {
    found.isCostly ||= costly.has(name);
    for (const source of patternsOf(name, value))
      if (!isSafePattern(source)) found.refused = `the pattern ${source.slice(0, 60)} could run for ever`;
    visit(value, depth + 1, found);
  }
}

function patternsOf(name: string, value: unknown): string[] {
  if (name === 'pattern' && typeof value === 'string') return [value];
  return name === 'patternProperties' && typeof value === 'object' && value !== null ? Object.keys(value) : [];
}
