/** JSON Schemas as tables for people. */

interface Schema {
  type?: string | string[];
  title?: string;
  description?: string;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: Schema | boolean;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
}

interface Sorts {
  late: readonly string[];
  literal: readonly string[];
}

const optionsOf = (schema: Schema): Schema[] => schema.anyOf ?? schema.oneOf ?? [schema];
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const number = (value: number): string => value.toLocaleString('en');

/** A table of settings; one for each of several shapes, and one for each setting that is a choice of shapes. */
export function settingTables(schema: object, sorts: Sorts): string {
  const options = optionsOf(schema as Schema);
  if (options.length === 1) return oneTable(options[0]!, sorts);
  return [
    'One of:',
    ...options.map((option) =>
      [`### ${option.title ?? 'Otherwise'}`, option.description, oneTable(option, sorts)].filter(Boolean).join('\n\n'),
    ),
  ].join('\n\n');
}

function oneTable({ properties = {}, required = [] }: Schema, sorts: Sorts): string {
  const fields = Object.entries(properties);
  if (fields.length === 0) return 'Nothing to set.';
  const rows = fields.map(([name, field]) => {
    const needed = required.includes(name) && field.default === undefined;
    const standard = needed ? '**needed**' : field.default === undefined ? '' : `\`${JSON.stringify(field.default)}\``;
    return `| \`${name}\` | ${cell(typeOf(field))} | ${cell(standard)} | ${cell(meaning(name, field, sorts))} |`;
  });
  const table = ['| setting | type | unless set | what it is |', '|---|---|---|---|', ...rows].join('\n');
  return [table, ...fields.flatMap(([name, field]) => shapesOf(name, field))].join('\n\n');
}

function meaning(name: string, { title, description }: Schema, { late, literal }: Sorts): string {
  const special = literal.includes(name)
    ? 'Taken as it is written, without expressions'
    : late.includes(name)
      ? 'Its expressions are evaluated inside the body'
      : undefined;
  return [title, description, special].filter((part) => part !== undefined).join('. ');
}

/** A setting whose value is an object of one of several shapes gets their tables below. */
function shapesOf(name: string, field: Schema): string[] {
  const shapes = optionsOf(field).filter(({ properties }) => properties !== undefined);
  if (shapes.length < 2) return [];
  return shapes.map((shape) => {
    const about = [shape.title, shape.description].filter(Boolean).join(': ');
    return [`### \`${name}\`: ${about}`, oneTable(shape, { late: [], literal: [] })].join('\n\n');
  });
}

function typeOf(schema: Schema): string {
  const options = schema.anyOf ?? schema.oneOf;
  if (options) {
    const constants = options.every((option) => option.properties !== undefined);
    return constants ? 'one of the shapes below' : [...new Set(options.map(typeOf))].join(', or ');
  }
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${JSON.stringify(value)}\``).join(', ');
  const type = Array.isArray(schema.type) ? schema.type.join(' or ') : schema.type;
  switch (type) {
    case 'string':
      return `text${textBounds(schema)}`;
    case 'integer':
    case 'number':
      return `${type === 'integer' ? 'whole number' : 'number'}${bounds(schema.minimum, schema.maximum, '')}`;
    case 'boolean':
      return 'true or false';
    case 'array':
      return `list${bounds(schema.minItems, schema.maxItems, ' items')}${schema.items && hasType(schema.items) ? ` of ${typeOf(schema.items)}` : ''}`;
    case 'object':
      return schema.properties ? `{${Object.keys(schema.properties).join(', ')}}` : 'names and values';
    case 'null':
      return 'null';
    default:
      return 'any value';
  }
}

const hasType = (schema: Schema): boolean =>
  schema.type !== undefined || schema.anyOf !== undefined || schema.enum !== undefined;

const formats: Record<string, string> = {
  uri: ', an address',
  'date-time': ', RFC 3339',
  duration: ', ISO 8601',
  email: ', an e-mail address',
};

function textBounds({ maxLength, format }: Schema): string {
  const kind = format === undefined ? '' : (formats[format] ?? '');
  return `${kind}${maxLength === undefined ? '' : `, at most ${number(maxLength)}`}`;
}

function bounds(least: number | undefined, most: number | undefined, what: string): string {
  const low = least === undefined || least <= -Number.MAX_SAFE_INTEGER ? undefined : least;
  const high = most === undefined || most >= Number.MAX_SAFE_INTEGER ? undefined : most;
  if (low !== undefined && high !== undefined) return `, ${number(low)} to ${number(high)}${what}`;
  if (high !== undefined) return `, at most ${number(high)}${what}`;
  return low === undefined ? '' : `, at least ${number(low)}${what}`;
}

/** Fields of an output, or what it is as a whole. */
export function outputTable(schema: object): string {
  const { properties, description, required = [] } = schema as Schema;
  const whole = description === undefined ? undefined : `${description}.`;
  if (!properties) return whole ?? `${typeOf(schema as Schema)}.`;
  const rows = Object.entries(properties).map(([name, field]) => {
    const absent = required.includes(name) || !hasType(field) ? '' : ', may be absent';
    return `| \`${name}\` | ${cell(typeOf(field))}${absent} | ${cell([field.title, field.description].filter(Boolean).join('. '))} |`;
  });
  return [whole, ['| field | type | what it is |', '|---|---|---|', ...rows].join('\n')].filter(Boolean).join('\n\n');
}
