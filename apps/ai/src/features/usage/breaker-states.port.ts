import type { ModelHealth } from '#libs/contracts';

/** Whether a model is asked at all, or left alone for a while because it kept failing. */
export abstract class BreakerStates {
  /** @param model as in the rows of calls: `openai/gpt-5-mini` */
  abstract stateOf(companyId: string, provider: string, model: string): ModelHealth['breaker'];
}
