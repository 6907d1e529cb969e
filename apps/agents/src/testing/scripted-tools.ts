import { AppError, type Tool } from '#libs/contracts';
import type { Effect } from '#libs/workflow';
import type { CallableTool, ToolCall } from '../features/tools/tool-source.js';
import type { Toolbox } from '../features/tools/toolbox.js';

/** Tools whose work the test writes, beside the built-in ones. */
export class ScriptedTools {
  private readonly tools = new Map<string, CallableTool>();

  constructor(toolbox: Toolbox) {
    const inner = toolbox as unknown as { lookUp(companyId: string, name: string): Promise<CallableTool | undefined> };
    const real = inner.lookUp.bind(toolbox);
    inner.lookUp = async (companyId, name) => this.tools.get(name) ?? real(companyId, name);
  }

  add(
    name: string,
    run: (input: unknown, call: ToolCall) => unknown,
    {
      effect = 'idempotent',
      async = true,
      outside = false,
      risk = 'low',
    }: { effect?: Effect; async?: boolean; outside?: boolean; risk?: Tool['risk'] } = {},
  ): void {
    const tool: Tool = {
      ...{ id: name, name, title: name, description: name, inputSchema: { type: 'object' }, outputSchema: {} },
      ...{ effect, risk, outside, async, builtin: false, source: 'code', status: 'active' },
    };
    this.tools.set(name, {
      tool: { ...tool, effectOf: () => effect },
      check: (input) => {
        if (typeof input !== 'object')
          throw new AppError('TOOL_INPUT_INVALID', { detail: `${name}: expected an object` });
      },
      run: async (input, call) => run(input, call),
    });
  }
}
