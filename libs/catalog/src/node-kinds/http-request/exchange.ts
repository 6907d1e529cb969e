import { AppError } from '#libs/contracts';
import type { HttpAnswer, HttpRequest, StepInput } from '../../kit.js';
import { retryAfterMs } from '../../kit/retry-after.js';
import { excerptOf } from './answer-body.js';

type Use = StepInput<unknown, 'http'>['use'];

export interface Exchange {
  request: HttpRequest;
  acceptStatus: readonly (number | string)[];
  /** Nobody may repeat it blindly: where its effect is uncertain, the failure says so (`details.unknown`). */
  isEffectful: boolean;
}

/**
 * One exchange whose answer is accepted.
 * @throws HTTP_REFUSED, HTTP_BUSY (429, 503), HTTP_FAILED (other 5xx, 408), EGRESS_FAILED, EGRESS_REFUSED, LIMIT_EXCEEDED
 */
export async function exchange(use: Use, { request, acceptStatus, isEffectful }: Exchange): Promise<HttpAnswer> {
  const answer = await use.http.request(request).catch((error: unknown) => {
    throw failureOf(error, isEffectful);
  });
  if (acceptStatus.some((status) => status === answer.status || status === `${Math.floor(answer.status / 100)}xx`))
    return answer;
  throw verdictOf(request, answer, isEffectful);
}

/** Statuses of those between, who cannot say whether the receiver acted. */
const uncertain = [408, 502, 504, 520, 522, 524];

function verdictOf({ method, url }: HttpRequest, answer: HttpAnswer, isEffectful: boolean): AppError {
  const { status, headers } = answer;
  const said = excerptOf(answer);
  // The address may carry secrets of its own: only its host is told.
  const detail = `${method} ${new URL(url).host} answered ${status}${said === '' ? '' : `: ${said}`}`;
  if (status === 429 || status === 503)
    return new AppError('HTTP_BUSY', {
      detail,
      httpStatus: status,
      retryAfterMs: retryAfterMs(headers['retry-after']),
    });
  if (isEffectful && uncertain.includes(status))
    return new AppError('HTTP_FAILED', { detail, httpStatus: status, unknown: true });
  // The receiver itself says that it failed. What it had done by then is for a person to see, not to be repeated.
  const passes =
    !isEffectful && (status >= 500 || status === 408 || status === 425) && status !== 501 && status !== 505;
  return new AppError(passes ? 'HTTP_FAILED' : 'HTTP_REFUSED', { detail, httpStatus: status });
}

/** No answer. `details.sent` false: the request never left, so that it may be repeated whatever it does. */
function failureOf(error: unknown, isEffectful: boolean): unknown {
  const known = AppError.is(error) ? error : undefined;
  if (known && known.code !== 'EGRESS_FAILED' && known.details['sent'] !== true) return known;
  if (known?.details['sent'] === false || !isEffectful)
    return (
      known ?? new AppError('EGRESS_FAILED', { detail: 'The connection ended before the answer did' }, { cause: error })
    );
  const detail = `${known?.message ?? 'The connection ended before the answer did'}; whether the request took effect is unknown`;
  return new AppError('EGRESS_FAILED', { detail, unknown: true }, { cause: error });
}
