import { isDownload } from '#libs/catalog/node-kinds/flow-respond/answer-headers';
import { AppError } from '#libs/contracts';
import { RawAnswer, reply, type Reply } from '#libs/platform/http';
import type { RunAnswer } from '../runs/run-answers.js';
import type { HookResult } from './hooks.service.js';

const bodiless = new Set([204, 205]);

/**
 * What the sender gets: the workflow's answer, else the run's output, else 202 with the run's id.
 * @throws HOOK_RUN_FAILED, which says nothing of what went wrong inside
 */
export function httpAnswer({ run, answer }: HookResult): RawAnswer | Reply {
  if (!answer) return reply(202, { id: run.id, status: run.status });
  if (answer.kind === 'responded') return responded(answer);
  if (answer.status !== 'succeeded')
    throw new AppError('HOOK_RUN_FAILED', {
      detail: answer.status === 'cancelled' ? 'The run was cancelled' : 'The run failed',
      runId: run.id,
    });
  return responded({ status: 200, headers: {}, body: answer.output });
}

function responded({
  status,
  headers: given,
  body,
}: Omit<Extract<RunAnswer, { kind: 'responded' }>, 'kind'>): RawAnswer {
  const headers = Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
  if (bodiless.has(status) || body === null) return new RawAnswer(status, headers, undefined);
  const isText = typeof body === 'string';
  const type = headers['content-type'] ?? (isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8');
  const more = { 'content-type': type, ...(isDownload(type) ? { 'content-disposition': 'attachment' } : {}) };
  return new RawAnswer(status, { ...headers, ...more }, isText ? body : JSON.stringify(body));
}
