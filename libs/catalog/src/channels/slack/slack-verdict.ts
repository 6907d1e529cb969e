import { AppError } from '#libs/contracts';
import { appErrorBelow, httpVerdict } from '../http-verdict.js';

/** What @slack/webhook throws: an answer that is no 200, or none at all. */
interface SlackError extends Error {
  original?: { response?: { status: number; data?: unknown; headers?: Record<string, unknown> } };
}

/** @see https://api.slack.com/messaging/webhooks "Handling errors" */
export function slackVerdict(error: unknown): AppError {
  const below = appErrorBelow(error);
  if (below) return below;
  const response = (error as SlackError).original?.response;
  if (!response) return new AppError('CHANNEL_FAILED', { detail: 'Slack did not answer' }, { cause: error });
  const retryAfter = response.headers?.['retry-after'];
  const body = typeof response.data === 'string' ? response.data : '';
  return httpVerdict('Slack', response.status, body, retryAfter === undefined ? null : String(retryAfter));
}
