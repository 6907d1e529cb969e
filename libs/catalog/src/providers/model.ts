/** Micro-dollars for a million tokens. */
export interface Rates {
  input: number;
  /** Input tokens that the provider had in its prompt cache; as `input` when absent. */
  cachedInput?: number;
  /** Input tokens that it put into its prompt cache; as `input` when absent. */
  cacheWrite?: number;
  output: number;
}

export interface Price extends Rates {
  /** For the whole of a call whose input is longer than `above` tokens. */
  long?: Rates & { above: number };
}

/** What a model can be given. */
export type Modality = 'text' | 'image';

export interface ModelDef {
  /** As the provider calls it; the platform's id is `<provider>/<name>`. */
  name: string;
  title: string;
  /** `embedding`: makes vectors of texts, and answers nothing. A chat model when absent. */
  kind?: 'chat' | 'embedding';
  /** Text alone when absent. */
  input?: readonly Modality[];
  contextTokens: number | null;
  /** Whether it can call tools; of a provider with `toolCheck: 'probe'` this is what is said, and a sample call proves it. */
  tools: boolean;
  tier: 'small' | 'large' | 'builtin';
  /** Null when the price is unknown; a local model costs nothing. */
  price: Price | null;
  /** Day on which `price` was looked up; the provider's `pricesAsOf` when absent. */
  priceAsOf?: string;
}

/**
 * How to find out whether a model can call tools: by the list of the definition, by what the provider's own catalogue says, or by a
 * sample call (`probeTools`).
 */
export type ToolCheck = 'listed' | 'catalogue' | 'probe';

/** Tokens of one call as the provider counted them. */
export interface TokenCount {
  /** All of them, cached and written ones as well. */
  inputTokens: number;
  /** Those of `inputTokens` that were in the provider's prompt cache. */
  cachedInputTokens: number;
  /** Those of `inputTokens` that were put into it; none when absent. */
  cacheWriteTokens?: number;
  /** With those of its reasoning. */
  outputTokens: number;
  /** Those of `outputTokens` that were thoughts, where the provider says so. */
  reasoningTokens?: number;
}
