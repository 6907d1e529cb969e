import { connectAnthropic } from './anthropic/anthropic.run.js';
import { connectBuiltin } from './builtin/builtin.run.js';
import { connectCompatible } from './compatible/compatible.run.js';
import { connectCustom } from './custom/custom.run.js';
import type { providers } from './defs.js';
import { connectGemini } from './gemini/gemini.run.js';
import { connectOllama } from './ollama/ollama.run.js';
import { connectOpenai } from './openai/openai.run.js';
import { connectOpenrouter } from './openrouter/openrouter.run.js';
import type { ProviderRunsOf } from './provider.js';

export const providerRuns = {
  openai: connectOpenai,
  anthropic: connectAnthropic,
  gemini: connectGemini,
  openrouter: connectOpenrouter,
  ollama: connectOllama,
  compatible: connectCompatible,
  custom: connectCustom,
  builtin: connectBuiltin,
} satisfies ProviderRunsOf<typeof providers>;
