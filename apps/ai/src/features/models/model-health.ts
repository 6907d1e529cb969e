/** How models have been lately; told by whoever sees the calls. */
export abstract class ModelHealth {
  /** Typical milliseconds until a model answers, as seen from here; undefined when it was not called lately. @param modelId `openai/gpt-5-mini` */
  abstract latencyMs(modelId: string): number | undefined;
}
