import { openApiDocument, type RouteSpec } from '#libs/contracts';

interface Responses {
  responses: Record<string, { content?: { 'application/problem+json'?: { examples?: Record<string, unknown> } } }>;
}

/** Codes of the problems that the OpenAPI document of a route tells of. */
export function problemCodesOf(route: RouteSpec): Set<string> {
  const document = openApiDocument({ route }, { title: '', version: '' }) as {
    paths: Record<string, Record<string, Responses>>;
  };
  const [operation] = Object.values(Object.values(document.paths)[0]!);
  const examples = Object.values(operation!.responses).map(
    ({ content }) => content?.['application/problem+json']?.examples ?? {},
  );
  return new Set(examples.flatMap((each) => Object.keys(each)));
}
