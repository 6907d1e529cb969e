/** The reference page of the built-in tools, made from their definitions. A test fails while it is stale. */
import { toolEffect, toolSchemas, type ToolDef } from '#libs/catalog/kit';
import { tools } from '#libs/catalog/tools/defs';
import { outputTable, settingTables } from './schema-tables.js';

const defs: readonly ToolDef[] = Object.values(tools as Record<string, ToolDef>).sort((one, other) =>
  one.name < other.name ? -1 : 1,
);

const effects = {
  pure: 'Changes nothing, and gives the same for the same input.',
  idempotent: 'May be repeated: a repeated call has no further effect.',
  effectful: 'Is never repeated by itself.',
};

/** Path and content. */
export const toolPages = (): Map<string, string> => new Map([['docs/built-in-tools.md', page()]]);

function page(): string {
  const index = defs.map(({ name, description }) => `| [\`${name}\`](#${name}) | ${description.split('. ')[0]!} |`);
  return `${[
    '<!-- Made by `npm run docs` from the definitions; edit those. -->',
    '# Built-in tools',
    'Every company has them; an agent uses those that its `tools` name. How tools are made, set up and approved: [tools](tools.md).',
    ['| tool | what it does |', '|---|---|', ...index].join('\n'),
    ...defs.map(section),
  ].join('\n\n')}\n`;
}

function section(def: ToolDef): string {
  const { input, output } = toolSchemas(def);
  const effect =
    typeof def.effect === 'function'
      ? 'Whether it may be repeated follows from the input.'
      : effects[toolEffect(def, {})];
  return [
    `## ${def.name}`,
    `**${def.title}.** ${def.description}`,
    [
      `Risk: ${def.risk}.`,
      effect,
      def.outside ? 'Its output counts as written by strangers.' : '',
      def.async ? 'It works in the background: an agent gets the id of a job at once.' : '',
      `Given up after ${def.timeoutMs / 1000} s.`,
    ]
      .filter((text) => text !== '')
      .join(' '),
    '### Input',
    settingTables(input, { late: [], literal: [] }),
    '### Output',
    outputTable(output),
  ].join('\n\n');
}
