import type { agentChange } from '#libs/contracts';
import type { z } from 'zod';
import type { AgentConfig } from './agent.entity.js';

type Change = z.output<typeof agentChange>;
type Flat = Map<string, unknown>;

/**
 * What differs between two configurations, field by field: tools by their names, lists of plain values as a whole.
 * In the order of the fields, those that are new at the end.
 */
export function configChanges(before: AgentConfig, after: AgentConfig): Change[] {
  const [was, is] = [flat(before), flat(after)];
  const paths = new Set([...was.keys(), ...is.keys()]);
  return [...paths].flatMap((path): Change[] => {
    if (!is.has(path)) return [{ path, kind: 'removed', before: was.get(path), after: null }];
    if (!was.has(path)) return [{ path, kind: 'added', before: null, after: is.get(path) }];
    if (JSON.stringify(was.get(path)) === JSON.stringify(is.get(path))) return [];
    return [{ path, kind: 'changed', before: was.get(path), after: is.get(path) }];
  });
}

function flat({ tools, ...rest }: AgentConfig): Flat {
  const all: Flat = new Map();
  spread(rest, '', all);
  const counts = new Map<string, number>();
  for (const tool of tools) {
    const { name, policy = 'allow', ...more } = typeof tool === 'string' ? { name: tool } : tool;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    const path = count === 1 ? `tools.${name}` : `tools.${name}[${count}]`;
    all.set(`${path}.policy`, policy);
    spread(more, path, all);
  }
  return all;
}

function spread(value: object, at: string, all: Flat): void {
  for (const [name, inner] of Object.entries(value)) {
    const path = at === '' ? name : `${at}.${name}`;
    if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) spread(inner as object, path, all);
    else if (inner !== undefined) all.set(path, inner);
  }
}
