/** Only objects may stand at the root of a `json_schema` answer; other schemas are asked for by the prompt alone. */
export const isObjectSchema = (schema: Record<string, unknown>): boolean => schema['type'] === 'object';

/**
 * Whether a strict mode takes the schema: each object closed, each property required.
 * Source: platform.openai.com/docs/guides/structured-outputs#supported-schemas
 */
export function isStrict(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.every(isStrict);
  if (typeof schema !== 'object' || schema === null) return true;
  const { type, properties, required, additionalProperties, ...rest } = schema as Record<string, unknown>;
  const closed = Array.isArray(required) && additionalProperties === false;
  const names = Object.keys(properties ?? {});
  if (type === 'object' && !(closed && names.every((name) => required.includes(name)))) return false;
  if (Object.keys(rest).some((keyword) => !strictKeywords.has(keyword))) return false;
  return Object.values(properties ?? {}).every(isStrict) && isStrict(rest['items']) && isStrict(rest['anyOf']);
}
const strictKeywords = new Set([
  'items',
  'anyOf',
  'enum',
  'const',
  'description',
  'title',
  'format',
  'pattern',
  'minimum',
  'maximum',
]);
