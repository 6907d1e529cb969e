import type { Asking } from '../calls/asking.js';

/** What a question means, by the embedding model of the company. */
export abstract class QuestionEmbedder {
  /** Its cost is written down like that of every call. undefined: the company has no model that embeds. */
  abstract embed(asking: Asking, text: string): Promise<readonly number[] | undefined>;
}
