import type { CallInput } from '../../app/call.js';
import type { createTool, CustomTool } from '#libs/contracts';
import type { TextKey } from '../../text/catalogue.js';

export type Pair = readonly [name: string, value: string];

/** A tool as it is typed: texts, which are read when it is saved. */
export interface ToolDraft {
  kind: 'http' | 'code' | 'mcp';
  name: string;
  title: string;
  description: string;
  inputSchema: string;
  /** Empty: the output may be anything. */
  outputSchema: string;
  /** Empty: what is usual for the kind. */
  effect: '' | CustomTool['effect'];
  risk: CustomTool['risk'];
  /** Empty: what is usual for the kind. */
  outside: '' | 'yes' | 'no';
  async: boolean;
  seconds: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  query: readonly Pair[];
  headers: readonly Pair[];
  body: string;
  bodyAs: 'json' | 'text' | 'form';
  credential: string;
  idempotent: boolean;
  accept: string;
  output: string;
  code: string;
  review: boolean;
}

const pretty = (value: unknown) => JSON.stringify(value, null, 2);
const emptySchema = { type: 'object', properties: {}, additionalProperties: false };

export const newDraft = (kind: 'http' | 'code'): ToolDraft => ({
  kind,
  name: '',
  title: '',
  description: '',
  inputSchema: pretty(emptySchema),
  outputSchema: '',
  effect: '',
  risk: kind === 'http' ? 'high' : 'low',
  outside: '',
  async: false,
  seconds: '30',
  method: 'GET',
  url: '',
  query: [],
  headers: [],
  body: '',
  bodyAs: 'json',
  credential: '',
  idempotent: false,
  accept: '2xx',
  output: '',
  code: kind === 'code' ? 'return { total: input.a + input.b };' : '',
  review: false,
});

const asText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
const pairsOf = (object: Record<string, unknown> | undefined): Pair[] =>
  Object.entries(object ?? {}).map(([name, value]) => [name, asText(value)]);

/** The draft of a tool as it stands. */
export function draftOfTool(tool: CustomTool): ToolDraft {
  const { definition } = tool;
  const given: ToolDraft = {
    ...newDraft(definition.kind === 'code' ? 'code' : 'http'),
    kind: definition.kind,
    name: tool.name,
    title: tool.title,
    description: tool.description,
    inputSchema: pretty(tool.inputSchema),
    outputSchema: Object.keys(tool.outputSchema).length === 0 ? '' : pretty(tool.outputSchema),
    effect: tool.effect,
    risk: tool.risk,
    outside: tool.outside ? 'yes' : 'no',
    async: tool.async,
    seconds: String(tool.timeoutMs / 1000),
  };
  if (definition.kind === 'code') return { ...given, code: definition.code };
  if (definition.kind === 'mcp') return given;
  return {
    ...given,
    method: definition.method,
    url: definition.url,
    query: pairsOf(definition.query),
    headers: pairsOf(definition.headers),
    body:
      definition.body === undefined
        ? ''
        : definition.bodyAs === 'text'
          ? asText(definition.body)
          : typeof definition.body === 'string'
            ? definition.body
            : pretty(definition.body),
    bodyAs: definition.bodyAs,
    credential: definition.credential ?? '',
    idempotent: definition.idempotent,
    accept: definition.acceptStatus.join(', '),
    output:
      definition.output === undefined
        ? ''
        : typeof definition.output === 'string'
          ? definition.output
          : pretty(definition.output),
  };
}

export type ToolBody = NonNullable<CallInput<typeof createTool>['body']>;
export type DraftProblems = Partial<Record<keyof ToolDraft, TextKey>>;

/** What is sent for a draft, or what is wrong with it field by field. The server says the rest. */
export function readDraft(draft: ToolDraft): {
  body: Omit<ToolBody, 'definition'> & Partial<Pick<ToolBody, 'definition'>>;
  problems: DraftProblems;
} {
  const problems: DraftProblems = {};
  const need = (field: 'name' | 'description' | 'url' | 'code') => {
    if (draft[field].trim() === '') problems[field] = 'form.required';
  };
  const json = (field: 'inputSchema' | 'outputSchema' | 'body' | 'output'): unknown => {
    try {
      return JSON.parse(draft[field]) as unknown;
    } catch {
      problems[field] = 'form.json';
      return undefined;
    }
  };
  need('name');
  need('description');
  if (!/^[a-z][a-z0-9_]{0,63}$/.test(draft.name)) problems.name ??= 'tools.wrong.name';
  const seconds = Number(draft.seconds.replace(',', '.'));
  if (!(seconds >= 0.1 && seconds <= 3600)) problems.seconds = 'tools.wrong.seconds';
  const schema = json('inputSchema') as Record<string, unknown> | undefined;
  const outputSchema = draft.outputSchema.trim() === '' ? null : (json('outputSchema') as Record<string, unknown>);
  let definition: ToolBody['definition'] | undefined;
  if (draft.kind === 'code') {
    need('code');
    definition = { kind: 'code', code: draft.code };
  } else if (draft.kind === 'http') {
    need('url');
    if (draft.url.trim() !== '' && !/^https?:\/\//i.test(draft.url)) problems.url = 'tools.wrong.url';
    definition = httpOf(draft, json);
  }
  return {
    problems,
    body: {
      name: draft.name,
      description: draft.description,
      ...(draft.title.trim() !== '' && { title: draft.title }),
      inputSchema: schema ?? {},
      outputSchema,
      risk: draft.risk,
      async: draft.async,
      timeoutMs: Math.round(seconds * 1000),
      ...(draft.effect !== '' && { effect: draft.effect }),
      ...(draft.outside !== '' && { outside: draft.outside === 'yes' }),
      ...(definition && { definition }),
    },
  };
}

function httpOf(draft: ToolDraft, json: (field: 'body' | 'output') => unknown): ToolBody['definition'] {
  const filled = (pairs: readonly Pair[]) => pairs.filter(([name]) => name.trim() !== '');
  const output = draft.output.trim();
  const accept = draft.accept
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((status) => (/^\d+$/.test(status) ? Number(status) : status));
  return {
    kind: 'http',
    method: draft.method,
    url: draft.url.trim(),
    ...(filled(draft.query).length > 0 && { query: Object.fromEntries(filled(draft.query)) }),
    ...(filled(draft.headers).length > 0 && { headers: Object.fromEntries(filled(draft.headers)) }),
    ...(draft.body.trim() !== '' && {
      body: isTemplate(draft.body, draft.bodyAs === 'text') ? draft.body : json('body'),
    }),
    bodyAs: draft.bodyAs,
    ...(draft.credential !== '' && { credential: draft.credential }),
    idempotent: draft.idempotent,
    ...(accept.length > 0 && { acceptStatus: accept }),
    ...(output !== '' && { output: isTemplate(output) ? output : json('output') }),
  };
}

/** One expression in place of a whole value, or a text as such. */
const isTemplate = (text: string, isText = false) => isText || /^\s*\{\{/.test(text);

/** One field of an input schema, as most tools need them. */
export interface SchemaRow {
  name: string;
  type: (typeof rowTypes)[number];
  description: string;
  required: boolean;
}
export const rowTypes = ['string', 'number', 'integer', 'boolean', 'array', 'object'] as const;

/** The fields of a schema that says nothing which rows could not say; undefined for any other, which is edited as JSON. */
export function rowsOf(text: string): SchemaRow[] | undefined {
  let schema: Record<string, unknown>;
  try {
    schema = JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
  if (typeof schema !== 'object' || schema === null || schema['type'] !== 'object') return undefined;
  if (Object.keys(schema).some((key) => !['type', 'properties', 'required', 'additionalProperties'].includes(key)))
    return undefined;
  if (![undefined, false].includes(schema['additionalProperties'] as undefined)) return undefined;
  const required = (schema['required'] ?? []) as string[];
  const rows = Object.entries((schema['properties'] ?? {}) as Record<string, Record<string, unknown>>).map(
    ([name, { type, description = '', ...rest }]) =>
      Object.keys(rest).length === 0 && rowTypes.includes(type as SchemaRow['type'])
        ? { name, type: type as SchemaRow['type'], description: String(description), required: required.includes(name) }
        : undefined,
  );
  return rows.every((row) => row !== undefined) ? rows : undefined;
}

export const schemaOf = (rows: readonly SchemaRow[]): string => {
  const required = rows.filter((row) => row.required && row.name !== '').map(({ name }) => name);
  return pretty({
    type: 'object',
    properties: Object.fromEntries(
      rows.map(({ name, type, description }) => [name, { type, ...(description !== '' && { description }) }]),
    ),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  });
};
