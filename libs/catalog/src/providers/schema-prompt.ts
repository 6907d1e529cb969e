/** Asks for JSON by words, where the provider cannot be held to the schema. */
export const schemaPrompt = (schema: Record<string, unknown>): string =>
  `Answer with JSON alone, without a fence around it. It must fit this JSON Schema:\n${JSON.stringify(schema)}`;
