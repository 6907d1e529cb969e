import { Injectable } from '@nestjs/common';
import { AppError } from '#libs/contracts';
import { QuestionEmbedder } from '../answer-cache/question-embedder.port.js';
import type { Asking } from '../calls/asking.js';
import { EmbeddingCalls } from '../calls/embedding-calls.js';

/** Vectors of questions by the company's own model for embeddings. */
@Injectable()
export class CompanyEmbedder extends QuestionEmbedder {
  constructor(private readonly calls: EmbeddingCalls) {
    super();
  }

  async embed(asking: Asking, text: string): Promise<readonly number[] | undefined> {
    try {
      const { vectors } = await this.calls.embed({ ...asking, task: 'embed' }, undefined, [text]);
      return vectors[0];
    } catch (error) {
      if (AppError.is(error, 'MODEL_NOT_FOUND')) return undefined;
      throw error;
    }
  }
}
