import { configSchema } from '#libs/workflow';
import { kindOf } from '../../../builder/kinds.js';

/** A field's JSON Schema with the catalogue's hints. */
export interface FieldSchema {
  type?: string | string[];
  title?: string;
  description?: string;
  placeholder?: string;
  default?: unknown;
  enum?: unknown[];
  const?: unknown;
  widget?: string;
  advanced?: boolean;
  when?: { field: string; is?: readonly unknown[] };
  either?: string;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  items?: FieldSchema;
  properties?: Record<string, FieldSchema>;
  required?: string[];
  anyOf?: FieldSchema[];
  oneOf?: FieldSchema[];
  additionalProperties?: unknown;
}

export interface FormPart {
  name: string;
  schema: FieldSchema;
  required: boolean;
}

/** Fields in their order; of alternatives each choice is one part. */
export type FormRow = { is: 'field'; field: FormPart } | { is: 'choice'; name: string; options: FormPart[] };

export const schemaOfKind = (kind: string): FieldSchema | undefined => {
  const known = kindOf(kind);
  return known && (configSchema(known) as FieldSchema);
};

/** Forms that a configuration may have, such as the four of flow.wait; one for most. */
export const formsOf = (schema: FieldSchema): FieldSchema[] => schema.anyOf ?? schema.oneOf ?? [schema];

/** The form that a configuration already has: the one of which most fields are set. */
export function formOf(forms: readonly FieldSchema[], config: Record<string, unknown>): number {
  const score = forms.map((form) => {
    const names = Object.keys(form.properties ?? {});
    const foreign = Object.keys(config).filter((name) => !names.includes(name)).length;
    return Object.keys(config).length - foreign * 2 + (form.required ?? []).filter((name) => name in config).length;
  });
  return Math.max(0, score.indexOf(Math.max(...score)));
}

const isSet = (value: unknown): boolean => value !== undefined;

/** Whether a field belongs to the form as it is filled in now. One that is set is always shown. */
export function isShown(part: FormPart, form: FieldSchema, config: Record<string, unknown>): boolean {
  const { when } = part.schema;
  if (!when || isSet(config[part.name])) return true;
  const value = config[when.field] ?? form.properties?.[when.field]?.default;
  // What an expression will give is not known: then anything may be wanted.
  if (typeof value === 'string' && value.includes('{{') && when.is) return true;
  return when.is ? when.is.includes(value) : isSet(value) && value !== '';
}

export function rowsOf(form: FieldSchema, config: Record<string, unknown>): { main: FormRow[]; more: FormRow[] } {
  const required = new Set(form.required);
  const parts = Object.entries(form.properties ?? {}).map(([name, schema]): FormPart => ({
    name,
    schema,
    required: required.has(name) && schema.default === undefined,
  }));
  const rows: FormRow[] = [];
  const choices = new Map<string, FormPart[]>();
  for (const part of parts) {
    const { either } = part.schema;
    if (either === undefined) {
      if (isShown(part, form, config)) rows.push({ is: 'field', field: part });
      continue;
    }
    const options = choices.get(either);
    if (options) options.push(part);
    else {
      const fresh = [part];
      choices.set(either, fresh);
      rows.push({ is: 'choice', name: either, options: fresh });
    }
  }
  const advanced = (row: FormRow) =>
    row.is === 'field' && row.field.schema.advanced === true && !isSet(config[row.field.name]);
  return { main: rows.filter((row) => !advanced(row)), more: rows.filter(advanced) };
}

/** Which editor a field has. */
export type Editor =
  | 'agent'
  | 'assignees'
  | 'choice'
  | 'code'
  | 'condition'
  | 'credential'
  | 'cron'
  | 'duration'
  | 'flag'
  | 'json'
  | 'json-schema'
  | 'labels'
  | 'list'
  | 'model'
  | 'number'
  | 'object'
  | 'pairs'
  | 'text'
  | 'textarea'
  | 'timezone'
  | 'tool'
  | 'value';

const widgets: Readonly<Record<string, Editor>> = {
  agent: 'agent',
  assignees: 'assignees',
  code: 'code',
  condition: 'condition',
  credential: 'credential',
  cron: 'cron',
  duration: 'duration',
  'file-name': 'text',
  json: 'json',
  'json-schema': 'json-schema',
  labels: 'labels',
  'late-value': 'value',
  model: 'model',
  pairs: 'pairs',
  textarea: 'textarea',
  timezone: 'timezone',
  tool: 'tool',
  value: 'value',
};

export function editorOf(schema: FieldSchema): Editor {
  const hinted = schema.widget === undefined ? undefined : widgets[schema.widget];
  if (hinted) return hinted;
  if (schema.enum) return 'choice';
  if (schema.const !== undefined) return 'flag';
  const type = Array.isArray(schema.type) ? schema.type.find((each) => each !== 'null') : schema.type;
  if (type === 'boolean') return 'flag';
  if (type === 'number' || type === 'integer') return 'number';
  if (type === 'string') return (schema.maxLength ?? 0) > 5000 ? 'textarea' : 'text';
  if (type === 'array') {
    const item = schema.items;
    if (item?.enum) return 'list';
    return item?.type === 'string' || item?.anyOf?.every((each) => each.type === 'string' || each.type === 'integer')
      ? 'list'
      : 'json';
  }
  if (type === 'object' && schema.properties && !schema.anyOf) return 'object';
  return type === 'object' && schema.additionalProperties !== undefined ? 'pairs' : 'json';
}
