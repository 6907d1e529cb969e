import { Injectable } from '@nestjs/common';
import { callTool, toolSchemas, type ToolDef, type ToolRun } from '#libs/catalog/kit';
import { tools } from '#libs/catalog/tools/defs';
import { toolRuns } from '#libs/catalog/tools/runs';
import { AppError, type Agent, type Tool, type ToolSpec } from '#libs/contracts';

const defs: Readonly<Record<string, ToolDef>> = tools;
const runs = toolRuns as unknown as Readonly<Record<string, ToolRun<ToolDef>>>;

export type AgentTool = Agent['tools'][number];
export const toolName = (tool: AgentTool): string => (typeof tool === 'string' ? tool : tool.name);
/** Named, and by no entry denied. */
export function isAllowed(tools: readonly AgentTool[], name: string): boolean {
  const named = tools.filter((tool) => toolName(tool) === name);
  return named.length > 0 && named.every((tool) => typeof tool === 'string' || tool.policy === 'allow');
}

/** The catalogue's tools: what they are, and one call of one. */
@Injectable()
export class Toolbox {
  list(): Tool[] {
    return Object.values(defs).map(view);
  }

  /** @throws TOOL_NOT_FOUND naming those that exist */
  require(name: string): ToolDef {
    const def = Object.hasOwn(defs, name) ? defs[name] : undefined;
    if (!def)
      throw new AppError('TOOL_NOT_FOUND', {
        detail: `There is no tool "${name}". There are: ${Object.keys(defs).join(', ')}`,
      });
    return def;
  }

  /** A tool as a document names it: by id, by name, or by what people call it. */
  find({ id, name }: { id?: string | undefined; name?: string | undefined }): ToolDef | undefined {
    for (const wanted of [id, name]) if (wanted !== undefined && Object.hasOwn(defs, wanted)) return defs[wanted];
    const key = name === undefined ? '' : plain(name);
    return key === ''
      ? undefined
      : Object.values(defs).find((def) => plain(def.name) === key || plain(def.title) === key);
  }

  /** What a model is told about the tools that an agent may use. */
  specs(tools: readonly AgentTool[]): ToolSpec[] {
    return [...new Set(tools.map(toolName))]
      .filter((name) => isAllowed(tools, name))
      .map((name) => ({
        name,
        description: this.require(name).description,
        inputSchema: toolSchemas(this.require(name)).input,
      }));
  }

  /** @throws TOOL_NOT_FOUND, TOOL_INPUT_INVALID, TOOL_FAILED */
  async call(
    name: string,
    input: unknown,
    context: { companyId: string; key: string; at: number; signal: AbortSignal },
  ): Promise<unknown> {
    const def = this.require(name);
    return callTool(def, runs[name]!, input, context);
  }
}

/** `Lookup Order`, `lookup-order` and `lookup_order` are one name. */
const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, '');

const view = (def: ToolDef): Tool => {
  const { input, output } = toolSchemas(def);
  return {
    id: def.name,
    name: def.name,
    title: def.title,
    description: def.description,
    inputSchema: input,
    outputSchema: output,
    effect: def.effect,
    risk: def.risk,
    builtin: true,
  };
};
