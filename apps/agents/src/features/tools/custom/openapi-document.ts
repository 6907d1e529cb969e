import { parse } from 'yaml';
import { z } from 'zod';
import { AppError } from '#libs/contracts';
import { withinTime } from '#libs/platform/json-schema';

export type Json = Record<string, unknown>;

const parameter = z.looseObject({
  name: z.string().max(200),
  in: z.enum(['path', 'query', 'header', 'cookie']),
  required: z.boolean().optional(),
  description: z.string().optional(),
  schema: z.unknown().optional(),
});
export type Parameter = z.output<typeof parameter>;
const operation = z.looseObject({
  operationId: z.string().max(300).optional(),
  summary: z.string().optional(),
  description: z.string().optional(),
  parameters: z.array(z.unknown()).optional(),
  requestBody: z.unknown().optional(),
});
export type Operation = z.output<typeof operation>;

export interface FoundOperation {
  /** `GET /orders/{id}` */
  id: string;
  method: string;
  path: string;
  operation: Operation;
  parameters: Parameter[];
}

const methods = ['get', 'post', 'put', 'patch', 'delete'];
const most = { operations: 1000, parseMs: 2000, refs: 5000, depth: 40 };

/** An OpenAPI 3 document as it was read; it belongs to strangers. */
export class OpenApiDocument {
  private refs = 0;

  private constructor(private readonly root: Json) {}

  /** JSON or YAML. @throws TOOL_INVALID */
  static read(text: string): OpenApiDocument {
    let root: unknown;
    try {
      // Aliases are counted, so that a small text does not become a large value.
      root = withinTime(
        most.parseMs,
        () => parse(text, { maxAliasCount: 100, schema: 'core', logLevel: 'silent' }) as unknown,
      );
    } catch (error) {
      throw invalid(`it is neither JSON nor YAML: ${error instanceof Error ? error.message.split('\n')[0] : ''}`);
    }
    if (!isRecord(root) || typeof root['openapi'] !== 'string' || !root['openapi'].startsWith('3.'))
      throw invalid('expected an OpenAPI 3 document');
    if (!isRecord(root['paths'])) throw invalid('it has no paths');
    return new OpenApiDocument(root);
  }

  get title(): string {
    const { info } = this.root;
    return isRecord(info) && typeof info['title'] === 'string' ? info['title'].slice(0, 300) : '';
  }

  /** Complete addresses; one that is relative counts from where the document came from. */
  servers(from: string | undefined): string[] {
    const { servers } = this.root;
    if (!Array.isArray(servers)) return from === undefined ? [] : [new URL('/', from).href];
    return servers.slice(0, 20).flatMap((server) => {
      if (!isRecord(server) || typeof server['url'] !== 'string') return [];
      const url = server['url'].replace(/\{([^}]*)\}/g, (whole, name: string) => defaultOf(server, name) ?? whole);
      return URL.canParse(url, from) && /^https?:$/.test(new URL(url, from).protocol) ? [new URL(url, from).href] : [];
    });
  }

  operations(): FoundOperation[] {
    const found: FoundOperation[] = [];
    for (const [path, item] of Object.entries(this.root['paths'] as Json)) {
      const known = this.deref(item);
      if (!path.startsWith('/') || !isRecord(known)) continue;
      for (const method of methods) {
        const parsed = operation.safeParse(known[method]);
        if (!parsed.success) continue;
        if (found.length >= most.operations) throw invalid(`it has more than ${most.operations} operations`);
        const parameters = this.parametersOf(known['parameters'], parsed.data.parameters);
        found.push({
          id: `${method.toUpperCase()} ${path}`,
          method: method.toUpperCase(),
          path,
          operation: parsed.data,
          parameters,
        });
      }
    }
    return found;
  }

  /** The value with every reference replaced by what it refers to; what refers to itself ends as "anything". @throws TOOL_INVALID */
  inline(value: unknown, within: readonly string[] = [], depth = 0): unknown {
    if (depth > most.depth) return {};
    if (Array.isArray(value)) return value.map((item) => this.inline(item, within, depth + 1));
    if (!isRecord(value)) return value;
    const { $ref: ref } = value;
    if (typeof ref === 'string') {
      if (within.includes(ref)) return {};
      return this.inline(this.target(ref), [...within, ref], depth + 1);
    }
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, this.inline(item, within, depth + 1)]),
    );
  }

  private parametersOf(shared: unknown, own: unknown): Parameter[] {
    const byPlace = new Map<string, Parameter>();
    for (const list of [shared, own])
      for (const item of Array.isArray(list) ? list : []) {
        const parsed = parameter.safeParse(this.deref(item));
        if (parsed.success) byPlace.set(`${parsed.data.in} ${parsed.data.name}`, parsed.data);
      }
    return [...byPlace.values()];
  }

  deref(value: unknown): unknown {
    let found = value;
    for (let step = 0; step < 10 && isRecord(found) && typeof found['$ref'] === 'string'; step++)
      found = this.target(found['$ref']);
    return found;
  }

  private target(ref: string): unknown {
    if (++this.refs > most.refs) throw invalid('it refers to itself too often');
    if (!ref.startsWith('#/')) throw invalid(`it refers to another document: ${ref.slice(0, 200)}`);
    return ref
      .slice(2)
      .split('/')
      .map((name) => decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~'))
      .reduce<unknown>((at, name) => (isRecord(at) && Object.hasOwn(at, name) ? at[name] : undefined), this.root);
  }
}

export const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const invalid = (why: string) =>
  new AppError('TOOL_INVALID', {
    detail: `The document cannot be used: ${why}`,
    issues: [{ path: 'document', message: why }],
  });

function defaultOf(server: Json, name: string): string | undefined {
  const variables = server['variables'];
  const variable = isRecord(variables) && Object.hasOwn(variables, name) ? variables[name] : undefined;
  return isRecord(variable) && typeof variable['default'] === 'string' ? variable['default'] : undefined;
}
