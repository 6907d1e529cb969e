import { connectBuiltin } from './builtin/builtin.run.js';
import type { providers } from './defs.js';
import { connectOllama } from './ollama/ollama.run.js';
import { connectOpenai } from './openai/openai.run.js';
import type { ProviderRunsOf } from './provider.js';

export const providerRuns = {
  openai: connectOpenai,
  ollama: connectOllama,
  builtin: connectBuiltin,
} satisfies ProviderRunsOf<typeof providers>;
