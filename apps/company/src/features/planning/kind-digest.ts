import { kindNotes } from '#libs/catalog/node-kinds/notes';
import type { NodeKind } from '#libs/contracts';
import { kindViews } from '../kinds/kind-view.js';
import { fieldLines, typeText } from './schema-text.js';

/** Settings of model calls that a plan does not need: they are the company's, or a person's. */
const fineTuning = new Set([
  'temperature',
  'topP',
  'maxTokens',
  'stop',
  'seed',
  'reasoning',
  'cache',
  'guardrails',
  'replay',
  'deadlines',
  'credential',
  'model',
]);

/** One kind as a planner is told of it. */
export function kindText(kind: NodeKind): string {
  const { id, title, description, role, ports, config, output, ends } = kind;
  const { credential: _whose, ...example } = kindNotes[id]?.example ?? {};
  return [
    `### ${id} (${role}): ${title}. ${description}.`,
    ...listed('config', fieldLines(plain(config))),
    `ports: ${portsText(kind.ports, ends)}`,
    `output: ${typeText(output)}`,
    ...(Object.keys(example).length > 0 ? [`example config: ${JSON.stringify(example)}`] : []),
  ].join('\n');

  function portsText(names: NodeKind['ports'], isEnd: boolean): string {
    if (isEnd) return 'none, the run ends here';
    if (id === 'flow.switch') return 'one for each of `cases`, and default';
    return (names ?? ports ?? ['next']).join(', ');
  }
}

const listed = (name: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [`${name}: {}`] : [`${name}:`, ...lines];

/** Without what a plan leaves alone. */
function plain(schema: Record<string, unknown>): Record<string, unknown> {
  const { properties, anyOf } = schema as { properties?: Record<string, unknown>; anyOf?: Record<string, unknown>[] };
  return {
    ...schema,
    ...(anyOf ? { anyOf: anyOf.map(plain) } : {}),
    ...(properties
      ? { properties: Object.fromEntries(Object.entries(properties).filter(([name]) => !fineTuning.has(name))) }
      : {}),
  };
}

let digest: string | undefined;

/** All kinds, made once: the catalogue changes with a release alone. */
export const kindsText = (): string => (digest ??= kindViews().map(kindText).join('\n\n'));
