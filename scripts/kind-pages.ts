/** The reference pages of docs/, made from the definitions of the kinds and the table of functions. A test fails while they are stale. */
import { nodeKinds } from '#libs/catalog/node-kinds/defs';
import { kindNotes, type KindNotes } from '#libs/catalog/node-kinds/notes';
import type { KindDef } from '#libs/catalog/kit';
import { errors, type ErrorCode } from '#libs/contracts';
import { exampleScope, expressionLimits, functionReference } from '#libs/expressions';
import { effectOf, limits, portsOf, type Definition, type Effect } from '#libs/workflow';
import { z } from 'zod';
import { outputTable, settingTables } from './schema-tables.js';

const kinds: Readonly<Record<string, KindDef>> = nodeKinds;
const made = '<!-- Made by `npm run docs` from the definitions; edit those. -->';

/** Path and content of every page. */
export function kindPages(): Map<string, string> {
  const pages = new Map<string, string>();
  for (const def of Object.values(kinds)) pages.set(`docs/kinds/${def.id}.md`, kindPage(def));
  pages.set('docs/kinds/README.md', indexPage());
  pages.set('docs/expressions.md', expressionsPage());
  return pages;
}

export const notesOf = (id: string): KindNotes => kindNotes[id] ?? { example: {} };

const page = (...blocks: (string | undefined)[]): string =>
  `${[made, ...blocks].filter((block) => block !== undefined && block !== '').join('\n\n')}\n`;

function kindPage(def: KindDef): string {
  const notes = notesOf(def.id);
  const schema = z.toJSONSchema(def.config, { io: 'input' });
  return page(
    `# ${def.title} · \`${def.id}\``,
    `${def.description}.`,
    ...(notes.more ?? []),
    '## Configuration',
    settingTables(schema, { late: def.lateFields ?? [], literal: def.literalFields ?? [] }),
    '## Ways out',
    portsText(def, notes),
    '## Output',
    outputTable(z.toJSONSchema(def.output, { io: 'output' })),
    outsideText(def),
    '## After a crash',
    crashText(def, notes),
    '## Errors',
    errorTable(notes.errors ?? []),
    '## Example',
    `\`\`\`json\n${JSON.stringify(exampleOf(def.id), null, 2)}\n\`\`\``,
  );
}

function portsText(def: KindDef, { example, ports = {} }: KindNotes): string {
  const names = portsOf(def, { config: example });
  if (names.length === 0) return 'None: the run, or inside a body the item, ends here.';
  const lines = names.map((name) => `- \`${name}\`${ports[name] === undefined ? '' : `: ${ports[name]}`}`);
  const depends = typeof def.ports === 'function' ? 'They follow from the configuration; in the example:\n\n' : '';
  const onFailure =
    def.role === 'trigger'
      ? []
      : [
          '- `error`, with `"onError": "branch"`: the step failed; `error.code` and `error.message` are known behind it',
        ];
  return `${depends}${[...lines, ...onFailure].join('\n')}`;
}

function outsideText({ outside }: KindDef): string {
  if (outside === undefined || outside === false) return '';
  const when =
    typeof outside === 'function'
      ? 'By its configuration it'
      : outside === 'told'
        ? 'Where it rests on such, it'
        : 'It';
  return `${when} counts as written by strangers: [agents](../agents.md#content-from-outside) that are handed it, or what was made of it, ask before calls of high risk.`;
}

const crashes: Record<Effect, string> = {
  pure: 'It does nothing to the outside and is worked out again. A result that was written is never changed.',
  idempotent: 'The step is repeated under the same key; the receiver knows the key, so that its effect happens once.',
  effectful:
    'The step is never repeated by itself: it becomes `unknown`, the run waits, and the inbox asks whether it happened.',
};

function crashText(def: KindDef, { crash, example }: KindNotes): string {
  const effect = effectOf(def, example);
  const sort =
    typeof def.effect === 'function' ? 'By its configuration' : `*${effect[0]?.toUpperCase()}${effect.slice(1)}*`;
  return `${sort}. ${crash ?? crashes[effect]}`;
}

const usual: ErrorCode[] = [
  'EXPRESSION_FAILED',
  'STEP_CONFIG_INVALID',
  'STEP_OUTPUT_INVALID',
  'STEP_TIMED_OUT',
  'LIMIT_EXCEEDED',
];
const verdicts = { never: 'no', soon: 'yes', after: 'yes, after the time that it names' } as const;

function errorTable(codes: readonly ErrorCode[]): string {
  if (codes.length === 0) return 'Those that [every step](README.md#errors-of-every-step) can end with.';
  const rows = codes.map((code) => {
    const { title, retry, help } = errors[code] as { title: string; retry: keyof typeof verdicts; help?: string };
    return `| \`${code}\` | ${title}${help === undefined ? '' : `. ${help}`} | ${verdicts[retry]} |`;
  });
  return ['| code | meaning | retried, where `retry` of the node allows |', '|---|---|---|', ...rows].join('\n');
}

/** A definition with one node of the kind, which validates. */
export function exampleOf(id: string): Definition {
  const def = kinds[id]!;
  const { example } = notesOf(id);
  if (def.role === 'trigger')
    return {
      schemaVersion: 1,
      nodes: [
        { id: 'begin', kind: id, config: example },
        { id: 'keep', kind: 'data.set', config: { values: { received: '{{ input }}' } } },
      ],
      edges: [{ from: 'begin', to: 'keep' }],
    };
  const body =
    def.role === 'scope'
      ? [{ id: 'work', kind: 'data.transform', parent: 'step', config: { value: '{{ item }}' } }]
      : [];
  return {
    schemaVersion: 1,
    nodes: [{ id: 'begin', kind: 'trigger.manual', config: {} }, { id: 'step', kind: id, config: example }, ...body],
    edges: [{ from: 'begin', to: 'step' }],
  };
}

const groups: Record<string, string> = {
  trigger: 'What starts a run',
  flow: 'Where a run goes',
  human: 'People',
  data: 'Values and files',
  ai: 'Models',
  agent: 'Agents',
  tool: 'Tools',
  http: 'The web',
  code: 'Code',
  knowledge: 'Knowledge',
  notify: 'Messages',
};

function indexPage(): string {
  const sections = [...groupedKinds()].map(([group, members]) =>
    [
      `## ${groups[group] ?? group}`,
      '',
      '| kind | does |',
      '|---|---|',
      ...members.map(({ id, description }) => `| [\`${id}\`](${id}.md) | ${description} |`),
    ].join('\n'),
  );
  return page(
    '# Kinds of steps',
    'A workflow is a graph of nodes; the kind of a node says what its step does. Every text and value of a configuration may hold [expressions](../expressions.md), unless its page says otherwise.',
    ...sections,
    '## Errors of every step',
    errorTable(usual),
    '## Limits of every step',
    `- An output: ${limits.outputBytes / 1024 / 1024} MiB as JSON, ${limits.jsonDepth} levels deep. Above 64 KiB it lies in the blob store.\n- A map: ${limits.mapItems.toLocaleString('en')} items. A loop: ${limits.loopIterations.toLocaleString('en')} iterations. A workflow: ${limits.nodes.toLocaleString('en')} nodes.\n- A wait without a deadline of its own: 30 days.`,
  );
}

function groupedKinds(): Map<string, KindDef[]> {
  const found = new Map<string, KindDef[]>();
  for (const def of Object.values(kinds)) {
    const group = def.id.split('.')[0]!;
    found.set(group, [...(found.get(group) ?? []), def]);
  }
  return found;
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const code = (text: string): string => (text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``);

function expressionsPage(): string {
  const sections = functionReference.map(({ title, callables }) =>
    [
      `## ${title}`,
      '',
      '| function | does | example | gives |',
      '|---|---|---|---|',
      ...callables.map(
        ({ signature, does, example: [expression, gives] }) =>
          `| ${code(cell(signature))} | ${cell(does)} | ${code(cell(expression))} | ${code(cell(JSON.stringify(gives)))} |`,
      ),
    ].join('\n'),
  );
  const { length, text, work } = expressionLimits;
  return page(
    '# Expressions',
    'A text of a configuration may hold `{{ expressions }}`, written in CEL (Common Expression Language). A text that is one expression gives its value with its type; inside other text the value is written out. An expression always ends, and never changes anything.',
    [
      'In scope: `input`, `trigger`, `steps.<id>.output`, `steps.<id>.meta`, `item` and `index` inside a map or loop, `error.code` and `error.message` behind an error port, `run.id`, and `now`, the time of the event that made the step ready. Secrets are never in scope.',
      'Numbers are JSON numbers (`7 / 2` is 3.5), text + number joins, `input.?missing.orValue("–")` and `has(input.name)` deal with what may be absent, and `a ? b : c` chooses. Every function can be called both ways: `join(tags, ", ")` and `tags.join(", ")`.',
      `An error names the expression, the position and the value that it met. Limits: ${length.toLocaleString('en')} characters an expression, ${text / 1024 / 1024} Mi characters a text, and ${work.toLocaleString('en')} units of work an evaluation, on which every loop, copy and search draws.`,
      `In the examples \`people\` is \`${JSON.stringify(exampleScope.people)}\`.`,
    ].join('\n\n'),
    ...sections,
  );
}
