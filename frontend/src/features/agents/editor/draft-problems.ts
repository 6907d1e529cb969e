import type { z } from 'zod';
import { updateAgent } from '#libs/contracts';
import type { Text } from '../../../text/text.js';
import type { AgentBody, Problems } from './agent-draft.js';

type Issue = z.core.$ZodIssue;

/** What the contract says of a draft before it is sent, in the reader's words where there are some. */
export function problemsOf(body: AgentBody, t: Text): Problems {
  const parsed = updateAgent.body.safeParse(body);
  if (parsed.success) return {};
  const found: Problems = {};
  for (const issue of parsed.error.issues.flatMap((each) => flat(each, [])))
    found[issue.path] ??= words(issue.issue, t);
  return found;
}

/** Of a tool the second spelling counts: a name alone has nothing that could be wrong. */
function flat(issue: Issue, prefix: readonly PropertyKey[]): { path: string; issue: Issue }[] {
  const path = [...prefix, ...issue.path];
  const inner = issue.code === 'invalid_union' ? issue.errors.at(-1) : undefined;
  if (inner && inner.length > 0) return inner.flatMap((each) => flat(each, path));
  return [{ path: pathText(path), issue }];
}

const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text ? `${text}.${String(part)}` : String(part)),
    '',
  );

function words(issue: Issue, t: Text): string {
  if (issue.code === 'invalid_type') return t(issue.expected === 'int' ? 'form.integer' : 'form.number');
  if (issue.code === 'too_small') {
    const min = Number(issue.minimum);
    if (issue.origin === 'string' || issue.origin === 'array') return t('form.required');
    return t('form.min', { min });
  }
  if (issue.code === 'too_big')
    return t(issue.origin === 'string' ? 'form.maxLength' : 'form.max', { max: Number(issue.maximum) });
  return issue.message;
}
