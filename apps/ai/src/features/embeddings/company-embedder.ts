import { Injectable } from '@nestjs/common';
import { AppError, type ErrorCode } from '#libs/contracts';
import { QuestionEmbedder } from '../answer-cache/question-embedder.port.js';
import type { Asking } from '../calls/asking.js';
import { EmbeddingCalls } from '../calls/embedding-calls.js';

const unasked = new Set<ErrorCode>(['MODEL_NOT_FOUND', 'BUDGET_EXCEEDED', 'BUDGET_APPROVAL_NEEDED']);

/** Vectors of questions by the company's own model for embeddings. */
@Injectable()
export class CompanyEmbedder extends QuestionEmbedder {
  constructor(private readonly calls: EmbeddingCalls) {
    super();
  }

  async embed(asking: Asking, text: string): Promise<readonly number[] | undefined> {
    try {
      const { vectors } = await this.calls.embed({ ...asking, task: 'embed' }, { texts: [text], isJudged: true });
      return vectors[0];
    } catch (error) {
      // Where nothing is left to spend, the call itself says so.
      if (AppError.is(error) && unasked.has(error.code)) return undefined;
      throw error;
    }
  }
}
