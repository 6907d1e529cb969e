import { AppError, type ToolDefinition } from '#libs/contracts';
import type { ToolContent } from './custom-tool.entity.js';
import { titleOf } from './custom-tools.service.js';
import { isRecord, type FoundOperation, type Json, type OpenApiDocument, type Parameter } from './openapi-document.js';
import { usualFacts } from './tool-content.js';

type HttpDefinition = Extract<ToolDefinition, { kind: 'http' }>;

/** Headers that are not for a model to fill in. */
const ownHeaders = /^(accept|content-type|authorization|cookie|host|user-agent)$/i;
const bodies = [
  ['application/json', 'json'],
  ['application/x-www-form-urlencoded', 'form'],
  ['text/plain', 'text'],
] as const;

export const operationName = ({ operation, method, path }: FoundOperation): string =>
  operation.operationId ?? `${method} ${path}`;

export const operationText = ({ operation, id }: FoundOperation): string =>
  [operation.summary, operation.description].filter(Boolean).join('\n').trim().slice(0, 2000) || id;

/** An operation as a tool that calls it: parameters and body become the input, and templates put them in their places. @throws TOOL_INVALID */
export function toolOf(
  document: OpenApiDocument,
  found: FoundOperation,
  { server, credential }: { server: string; credential?: string | undefined },
): Omit<ToolContent, 'name' | 'risk'> {
  const fields = new Fields(document);
  const path = fillPath(found, fields);
  const query = placed(found.parameters, 'query', fields);
  const headers = placed(
    found.parameters.filter(({ name }) => !ownHeaders.test(name)),
    'header',
    fields,
  );
  const cookie = found.parameters.find((parameter) => parameter.in === 'cookie' && parameter.required);
  if (cookie) throw invalid(`it needs the cookie ${cookie.name}`);
  const body = bodyOf(document, found, fields);
  const definition: HttpDefinition = {
    kind: 'http',
    method: found.method as HttpDefinition['method'],
    url: `${server.replace(/\/+$/, '').replaceAll('{{', '%7B%7B')}${path}`,
    ...(Object.keys(query).length > 0 ? { query } : {}),
    ...(Object.keys(headers).length > 0 ? { headers } : {}),
    bodyAs: 'json',
    ...body,
    ...(credential === undefined ? {} : { credential }),
    idempotent: false,
    acceptStatus: ['2xx'],
  };
  return {
    title: (found.operation.summary ?? titleOf(operationName(found))).slice(0, 200),
    description: operationText(found),
    definition,
    inputSchema: fields.schema(),
    outputSchema: null,
    ...usualFacts(definition),
    async: false,
    timeoutMs: 30_000,
  };
}

/** The input of the tool, field by field. */
class Fields {
  private readonly properties: Record<string, unknown> = {};
  private readonly required: string[] = [];

  constructor(private readonly document: OpenApiDocument) {}

  /** @returns the name under which expressions find it */
  add(wanted: string, schema: unknown, facts: { description?: string | undefined; isRequired: boolean }): string {
    const name = this.free(wanted.replace(/[^A-Za-z0-9_]+/g, '_').replace(/^([0-9])/, '_$1') || 'value');
    const plain = plainSchema(this.document.inline(schema ?? {}));
    this.properties[name] = {
      ...(isRecord(plain) ? plain : {}),
      ...(facts.description === undefined ? {} : { description: facts.description.slice(0, 1000) }),
    };
    if (facts.isRequired) this.required.push(name);
    return name;
  }

  schema(): Record<string, unknown> {
    return { type: 'object', properties: this.properties, required: this.required, additionalProperties: false };
  }

  private free(name: string): string {
    let free = name;
    for (let count = 2; Object.hasOwn(this.properties, free); count++) free = `${name}_${count}`;
    return free;
  }
}

function fillPath({ path, parameters }: FoundOperation, fields: Fields): string {
  return path.replace(/\{([^{}]+)\}/g, (_whole, name: string) => {
    const known = parameters.find((parameter) => parameter.in === 'path' && parameter.name === name);
    const field = fields.add(name, known?.schema ?? { type: 'string' }, {
      description: known?.description,
      isRequired: true,
    });
    return `{{ input.${field} }}`;
  });
}

function placed(parameters: readonly Parameter[], place: 'query' | 'header', fields: Fields): Record<string, string> {
  const wanted = parameters.filter((parameter) => parameter.in === place);
  return Object.fromEntries(
    wanted.map(({ name, schema, description, required = false }) => {
      const field = fields.add(name, schema, { description, isRequired: required });
      return [name, required ? `{{ input.${field} }}` : `{{ input.?${field}.orValue(null) }}`];
    }),
  );
}

function bodyOf(
  document: OpenApiDocument,
  { operation, method }: FoundOperation,
  fields: Fields,
): Partial<HttpDefinition> {
  const request = document.deref(operation.requestBody);
  if (!isRecord(request) || method === 'GET') return {};
  const content = isRecord(request['content']) ? request['content'] : {};
  for (const [type, bodyAs] of bodies) {
    const media = Object.entries(content).find(([name]) => name.split(';')[0]!.trim().toLowerCase() === type)?.[1];
    if (!isRecord(media)) continue;
    const isRequired = request['required'] === true;
    const description = typeof request['description'] === 'string' ? request['description'] : undefined;
    const field = fields.add('body', media['schema'], { description, isRequired });
    return { bodyAs, body: isRequired ? `{{ input.${field} }}` : `{{ input.?${field}.orValue(null) }}` };
  }
  if (request['required'] === true)
    throw invalid(`its body is ${Object.keys(content).join(', ').slice(0, 200) || 'of no type'}`);
  return {};
}

const kept = new Set(
  'type properties required items enum const default description title minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength pattern minItems maxItems uniqueItems minProperties maxProperties additionalProperties allOf anyOf oneOf not format prefixItems'.split(
    ' ',
  ),
);

/** JSON Schema of 2020-12 from a schema of OpenAPI 3.0 or 3.1: words that JSON Schema does not have go, `nullable` becomes a type. */
function plainSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(plainSchema);
  if (!isRecord(schema)) return schema;
  const plain: Json = {};
  for (const [name, value] of Object.entries(schema)) {
    if (!kept.has(name)) continue;
    if (name === 'properties' && isRecord(value))
      plain[name] = Object.fromEntries(Object.entries(value).map(([field, item]) => [field, plainSchema(item)]));
    else if (['items', 'additionalProperties', 'not', 'allOf', 'anyOf', 'oneOf', 'prefixItems'].includes(name))
      plain[name] = plainSchema(value);
    else plain[name] = value;
  }
  for (const [bound, exclusive] of [
    ['minimum', 'exclusiveMinimum'],
    ['maximum', 'exclusiveMaximum'],
  ] as const) {
    if (typeof plain[exclusive] !== 'boolean') continue;
    if (plain[exclusive]) {
      plain[exclusive] = plain[bound];
      delete plain[bound];
    } else delete plain[exclusive];
  }
  if (schema['nullable'] === true && typeof plain['type'] === 'string') {
    plain['type'] = [plain['type'], 'null'];
    if (Array.isArray(plain['enum'])) plain['enum'] = [...(plain['enum'] as unknown[]), null];
  }
  return plain;
}

const invalid = (why: string) => new AppError('TOOL_INVALID', { detail: `The operation cannot become a tool: ${why}` });
