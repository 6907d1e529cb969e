/** Only objects may stand at the root of a `json_schema` answer; other schemas are asked for by the prompt alone. */
export const isObjectSchema = (schema: Record<string, unknown>): boolean => schema['type'] === 'object';

/**
 * Whether a strict mode takes the schema: each object closed, each property required.
 * Source: platform.openai.com/docs/guides/structured-outputs#supported-schemas
 */
export const isStrict = (schema: unknown): boolean => fits(schema, strictKeywords);

/**
 * Whether Anthropic's structured output takes the schema: as OpenAI's strict mode, without limits of values.
 * Source: platform.claude.com/docs/en/build-with-claude/structured-outputs#json-schema-limitations
 */
export const isClosed = (schema: Record<string, unknown>): boolean =>
  isObjectSchema(schema) && fits(schema, closedKeywords);

function fits(schema: unknown, keywords: ReadonlySet<string>): boolean {
  if (Array.isArray(schema)) return schema.every((inner) => fits(inner, keywords));
  if (typeof schema !== 'object' || schema === null) return true;
  const { type, properties, required, additionalProperties, ...rest } = schema as Record<string, unknown>;
  const closed = Array.isArray(required) && additionalProperties === false;
  const names = Object.keys(properties ?? {});
  if (type === 'object' && !(closed && names.every((name) => required.includes(name)))) return false;
  if (Object.keys(rest).some((keyword) => !keywords.has(keyword))) return false;
  return [...Object.values(properties ?? {}), rest['items'], rest['anyOf']].every((inner) => fits(inner, keywords));
}
const closedKeywords = new Set(['items', 'anyOf', 'enum', 'const', 'description', 'title', 'format']);
const strictKeywords = new Set([...closedKeywords, 'pattern', 'minimum', 'maximum']);
