import type { z } from 'zod';
import type { WorkflowNode } from './definition.js';
import type { KindSpec } from './kind.js';
import { pathText, type Problem } from './problem.js';

type Issue = z.core.$ZodIssue;

const holdsTemplate = (value: unknown): boolean =>
  typeof value === 'string'
    ? value.includes('{{')
    : typeof value === 'object' && value !== null && Object.values(value).some(holdsTemplate);

/**
 * The configuration against the kind's schema. A value that holds an expression is known only when the step runs, so nothing is said
 * about it here; the runner checks it again with the values filled in.
 */
export function checkConfig(node: WorkflowNode, index: number, kind: KindSpec): Problem[] {
  const parsed = kind.config.safeParse(node.config);
  if (parsed.success) return [];
  return remaining(parsed.error.issues, node.config).map((issue) => ({
    node: node.id,
    path: pathText(['nodes', index, 'config', ...issue.path]),
    code: 'CONFIG_INVALID',
    message: issue.message,
    severity: 'error',
  }));
}

function remaining(issues: readonly Issue[], config: unknown, at: readonly PropertyKey[] = []): Issue[] {
  return issues.flatMap((issue) => {
    const path = [...at, ...issue.path];
    const value = valueAt(config, path);
    if (typeof value === 'string' && value.includes('{{')) return [];
    if (issue.code === 'custom' && holdsTemplate(value)) return [];
    if (issue.code === 'invalid_union' && issue.errors.length > 0) return closestOption(issue.errors, config, path);
    return [{ ...issue, path }];
  });
}

/** Of the forms that a configuration may take, the one it misses least; none when a form is missed only by expressions. */
function closestOption(options: readonly (readonly Issue[])[], config: unknown, path: readonly PropertyKey[]): Issue[] {
  return options
    .map((option) => remaining(option, config, path))
    .reduce((best, option) => (option.length < best.length ? option : best));
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, key)
        ? (at as Record<PropertyKey, unknown>)[key]
        : undefined,
    value,
  );
}
