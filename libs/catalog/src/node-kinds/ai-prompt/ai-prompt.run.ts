import { implement } from '../../kit.js';
import { aiPrompt } from './ai-prompt.def.js';

export const runAiPrompt = implement(aiPrompt, async ({ config, use }) => {
  const { prompt, promptId, variables = {}, version, system, schema, ...options } = config;
  const output =
    promptId === undefined
      ? await use.ai.prompt({
          prompt: prompt ?? '',
          ...(system === undefined ? {} : { system }),
          ...(schema === undefined ? {} : { schema }),
          ...options,
        })
      : await use.ai.storedPrompt({ promptId, variables, ...(version === undefined ? {} : { version }), ...options });
  return { output, usage: output.usage };
});
