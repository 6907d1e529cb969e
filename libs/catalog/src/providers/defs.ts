import { builtin } from './builtin/builtin.def.js';
import { ollama } from './ollama/ollama.def.js';
import { openai } from './openai/openai.def.js';

/** Every model provider, the preferred first. */
export const providers = { openai, ollama, builtin } as const;
export type ProviderId = keyof typeof providers;
export * from './collect.js';
export * from './pricing.js';
export * from './provider.js';
