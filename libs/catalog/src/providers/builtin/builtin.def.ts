import { z } from 'zod';
import { defineProvider } from '../provider.js';

export const builtin = defineProvider({
  id: 'builtin',
  version: 1,
  title: 'Built-in rules (no language model)',
  description: 'Rule-based summaries, extraction, classification and template replies. Works offline, free of charge.',
  icon: 'ruler',
  note: 'Rule based, no language model: it picks sentences, finds patterns and words, and fills templates in English, German, Spanish and French. It does not understand texts, and the same question always gets the same answer.',
  settings: z.object({}),
  tasks: ['summarize', 'extract', 'classify', 'generate'],
  toolCheck: 'listed',
  openEnded: false,
  deterministic: true,
  models: [
    {
      name: 'rules',
      title: 'Built-in rules (no language model)',
      contextTokens: null,
      tools: true,
      tier: 'builtin',
      price: { input: 0, output: 0 },
    },
  ],
});
