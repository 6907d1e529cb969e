/** What can be written in an expression at a place: names, fields, functions. */
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { functionReference } from '#libs/expressions';
import type { NamesAt, Schema } from '#libs/workflow';
import { nameOf } from '../../../builder/kinds.js';
import { fieldsIn, schemaAt, typeWord } from './schema-fields-in.js';

export interface Names {
  names: NamesAt;
  /** A known value at a path, for fields that no schema tells. */
  valueAt(path: readonly string[]): unknown;
  /** Fixed names of a place that has its own, such as `event` of a filter. */
  own?: Readonly<Record<string, Schema>>;
}

const identifier = /^[A-Za-z_]\w*$/;

/** The roots of a scope with their schemas. */
export function rootsOf({ names, own }: Names): Record<string, Schema> {
  if (own) return { ...own };
  const steps: Schema = {
    type: 'object',
    properties: Object.fromEntries(
      names.steps.map(({ node, output }) => [
        node.id,
        { type: 'object', title: nameOf(node), properties: { output, meta: {} } },
      ]),
    ),
  };
  return {
    input: names.input,
    steps,
    ...(names.item && { item: names.item, index: { type: 'integer' } }),
    ...(names.hasError && {
      error: { type: 'object', properties: { code: { type: 'string' }, message: { type: 'string' } } },
    }),
    run: { type: 'object', properties: { id: { type: 'string' } } },
    trigger: {},
    now: { type: 'string' },
  };
}

/** Completions behind `before`, the expression up to the cursor. `from`: how many characters of it are being completed. */
export function optionsAt(before: string, given: Names): { typed: number; options: Completion[] } | undefined {
  const path = /(?:^|[^\w.\]])((?:[A-Za-z_]\w*(?:\[\d+\])?\s*\.\s*\??)*)([A-Za-z_]\w*)?$/.exec(before);
  if (!path) return undefined;
  const segments = (path[1] ?? '')
    .split('.')
    .map((part) => part.replace('?', '').trim())
    .filter(Boolean);
  const typed = path[2] ?? '';
  const roots = rootsOf(given);
  if (segments.length === 0)
    return {
      typed: typed.length,
      options: [
        ...Object.entries(roots).map(([label, schema]) => ({
          label,
          type: 'variable',
          detail: typeWord(schema),
          boost: 50,
        })),
        ...functions(false),
      ],
    };
  const [root = '', ...rest] = segments.flatMap((segment) => {
    const [name = '', index] = segment.replace(']', '').split('[');
    return index === undefined ? [name] : [name, index];
  });
  const schema = roots[root] && schemaAt(roots[root], rest);
  const fields = schema ? fieldsIn(schema, given.valueAt([root, ...rest])) : [];
  return {
    typed: typed.length,
    options: [
      ...fields
        .filter(({ name }) => identifier.test(name))
        .map(({ name, schema: field, title }) => ({
          label: name,
          type: 'property',
          detail: title ?? typeWord(field),
          boost: 50,
        })),
      ...functions(true),
    ],
  };
}

const functions = (methods: boolean): Completion[] =>
  functionReference.flatMap(({ callables }) =>
    callables.flatMap(({ name, signature, does }) => {
      const isMethod =
        /^[a-z]+\.\w+\(/i.test(signature) && !signature.startsWith('cel.') && !signature.startsWith('optional.');
      if (isMethod !== methods) return [];
      return [
        {
          label: name,
          type: 'function',
          detail: signature.slice(signature.indexOf('(')),
          info: does,
          apply: `${name}(`,
          boost: -10,
        },
      ];
    }),
  );

/** For CodeMirror: inside of `{{ }}`, or everywhere when `bare`. */
export function completeExpressions(given: () => Names, bare: boolean) {
  return (context: CompletionContext): CompletionResult | null => {
    const text = context.state.sliceDoc(0, context.pos);
    const open = bare ? 0 : text.lastIndexOf('{{') + 2;
    if (!bare && (open < 2 || text.indexOf('}}', open) >= 0)) return null;
    const found = optionsAt(text.slice(open), given());
    if (!found) return null;
    const before = text.at(-1 - found.typed) ?? '';
    if (!context.explicit && found.typed === 0 && !/[.{]/.test(before.trim() || '{')) return null;
    return { from: context.pos - found.typed, options: found.options, validFor: /^\w*$/ };
  };
}
