import type { Completion } from '#libs/catalog/providers/defs';
import type { CompleteResponse, Issue, ToolSpec } from '#libs/contracts';

type Calls = CompleteResponse['toolCalls'];

/** What a model wants called: arguments that are JSON, of tools that it was offered. */
export function readToolCalls(
  calls: Completion['toolCalls'],
  tools: readonly ToolSpec[],
): { calls: Calls } | { issues: Issue[] } {
  const issues: Issue[] = [];
  const read = calls.map(({ id, name, arguments: written }, at) => {
    if (!tools.some((tool) => tool.name === name))
      issues.push({ path: `toolCalls[${at}].name`, message: `there is no tool ${name}` });
    return { id, name, input: argumentsOf(written, `toolCalls[${at}].arguments`, issues) };
  });
  return issues.length ? { issues } : { calls: read };
}

/** No arguments at all is how some models call a tool without parameters. */
function argumentsOf(written: string, path: string, issues: Issue[]): unknown {
  try {
    return JSON.parse(written || '{}') as unknown;
  } catch {
    issues.push({ path, message: 'not JSON' });
    return undefined;
  }
}
