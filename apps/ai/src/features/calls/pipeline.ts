import type { AnswerPart, ModelCall, NextStage, Stage } from './stage.js';

/** Every call of a model: through all stages in their order, the answer part by part as it comes. */
export class ModelCalls {
  private readonly first: NextStage;

  /** @param stages outermost first; the last one calls providers and asks nobody further */
  constructor(stages: readonly Stage[]) {
    this.first = stages.reduceRight<NextStage>((next, stage) => (call) => stage.run(call, next), nobody);
  }

  /**
   * Leaving the loop calls the provider off, and so does `call.asking.signal`.
   * @throws what a stage refuses with; what the last provider of the chain failed with; the signal's reason
   */
  stream(call: ModelCall): AsyncIterable<AnswerPart> {
    return this.first(call);
  }
}

const nobody: NextStage = () => {
  throw new Error('no stage calls a provider');
};
