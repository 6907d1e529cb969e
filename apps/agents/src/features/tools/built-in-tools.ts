import { Injectable } from '@nestjs/common';
import { callTool, checkedToolInput, toolEffect, toolSchemas, type ToolDef, type ToolRun } from '#libs/catalog/kit';
import { tools } from '#libs/catalog/tools/defs';
import { toolRuns } from '#libs/catalog/tools/runs';
import type { Tool } from '#libs/contracts';
import { ToolContexts } from './tool-contexts.js';
import { plainName, type CallableTool, type ResolvedTool, type ToolPage, type ToolSource } from './tool-source.js';

const defs: Readonly<Record<string, ToolDef>> = tools;
const runs = toolRuns as unknown as Readonly<Record<string, ToolRun<ToolDef>>>;

/** The catalogue's tools, which every company has. */
@Injectable()
export class BuiltInTools implements ToolSource {
  private readonly all = Object.values(defs)
    .map(resolved)
    .sort((one, other) => (one.name < other.name ? -1 : 1));

  constructor(private readonly contexts: ToolContexts) {}

  find(_companyId: string, name: string): Promise<CallableTool | undefined> {
    const tool = this.all.find((one) => one.name === name);
    return Promise.resolve(
      tool && {
        tool,
        check: (input) => void checkedToolInput(defs[name]!, input),
        run: async (input, call) => {
          const def = defs[name]!;
          return callTool(def, runs[name]!, input, this.contexts.of(def.name, def.needs, call));
        },
      },
    );
  }

  findPlain(_companyId: string, name: string): Promise<ResolvedTool | undefined> {
    return Promise.resolve(this.all.find((tool) => [plainName(tool.name), plainName(tool.title)].includes(name)));
  }

  list(_companyId: string, { after, limit, search, status }: ToolPage): Promise<Tool[]> {
    if (status === 'review') return Promise.resolve([]);
    const words = search?.toLowerCase();
    const found = this.all.filter(
      ({ name, title, description }) =>
        name > after && (words === undefined || `${name}\n${title}\n${description}`.toLowerCase().includes(words)),
    );
    return Promise.resolve(found.slice(0, limit).map(({ effectOf: _, isOwn: _own, ...tool }) => tool));
  }
}

function resolved(def: ToolDef): ResolvedTool {
  const { input, output } = toolSchemas(def);
  const { name, title, description, effect, risk, outside, async } = def;
  return {
    id: name,
    name,
    title,
    description,
    inputSchema: input,
    outputSchema: output,
    effect: typeof effect === 'function' ? 'effectful' : effect,
    risk,
    outside,
    async,
    builtin: true,
    source: 'builtin',
    status: 'active',
    effectOf: (value) => toolEffect(def, value),
    ...(def.isOwn ? { isOwn: (output: unknown) => def.isOwn!(output as never) } : {}),
  };
}
