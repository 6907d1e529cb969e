import type { AgentConfig } from '../agents/agent.entity.js';
import { toolName } from '../tools/agent-tools.js';
import type { TaskInput } from '../tasks/task.entity.js';
import { callPath } from '../tasks/task-paths.js';
import type { TaskState } from '../tasks/task-protocol.js';

/** The tool by which an agent asks for one that it lacks. */
export const requestTool = 'request_tool';

/** A tool that an agent has for one task. */
export interface LentTool {
  tool: string;
  policy: 'allow' | 'ask';
}

/**
 * The configuration with what was lent to the agent when it got the task, and what it found since by asking for it. What the
 * agent has, or must not have, by its own configuration stays as it is.
 */
export function withLent(
  config: AgentConfig,
  task: Pick<TaskInput, 'lent'>,
  { turns }: TaskState,
  output: (path: string) => unknown,
): AgentConfig {
  const found = turns.flatMap(({ calls }, index) =>
    calls.flatMap((call, nth) =>
      call.tool === requestTool && call.status === 'done' ? lentBy(output(callPath(index + 1, nth))) : [],
    ),
  );
  const own = new Set(config.tools.map(toolName));
  const lent = new Map([...(task.lent ?? []), ...found].map((each) => [each.tool, each]));
  const more = [...lent.values()].filter(({ tool }) => !own.has(tool));
  if (more.length === 0) return config;
  return { ...config, tools: [...config.tools, ...more.map(({ tool, policy }) => ({ name: tool, policy }))] };
}

/** What the tool itself says. */
const lentBy = (answer: unknown): LentTool[] => {
  const { tool, policy } = answer as { tool?: string | null; policy?: LentTool['policy'] | null };
  return tool && policy ? [{ tool, policy }] : [];
};
