import { useModels } from '../../models/model-input.js';

/** Whether a model is set up that can draft workflows: the built-in rules cannot. `undefined` while that is not known. */
export function usePlanner(): boolean | undefined {
  const { data } = useModels();
  return data?.items.some(({ tier, embeddings }) => tier !== 'builtin' && !embeddings);
}
