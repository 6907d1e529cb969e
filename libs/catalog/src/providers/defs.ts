import { anthropic } from './anthropic/anthropic.def.js';
import { builtin } from './builtin/builtin.def.js';
import { compatible } from './compatible/compatible.def.js';
import { custom } from './custom/custom.def.js';
import { gemini } from './gemini/gemini.def.js';
import { ollama } from './ollama/ollama.def.js';
import { openai } from './openai/openai.def.js';
import { openrouter } from './openrouter/openrouter.def.js';

/** Every model provider, the preferred first. */
export const providers = {
  openai,
  anthropic,
  gemini,
  openrouter,
  ollama,
  compatible,
  custom,
  builtin,
} as const;
export type ProviderId = keyof typeof providers;
export * from './collect.js';
export * from './pricing.js';
export * from './probe-tools.js';
export * from './provider.js';
