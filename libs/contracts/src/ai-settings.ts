import { z } from 'zod';
import { guardPolicy } from './ai-guardrails.js';
import { recordingSetName } from './ai-recordings.js';

/** What a company sets for all its model calls. Each section has an owner in `ai`, and a default that needs no setting. */
export const aiSettings = z.strictObject({
  routing: z
    .strictObject({
      defaultModel: z.string().max(200).optional(),
      smallModel: z.string().max(200).optional(),
      largeModel: z.string().max(200).optional(),
      /** Models or policies that are tried in turn when the chosen one does not answer. */
      fallbacks: z.array(z.string().max(200)).max(10).default([]),
      /** Below it, what `small-first` got of a small model is asked of a large one. */
      leastConfidence: z.number().min(0).max(1).default(0.6),
    })
    .prefault({}),
  cache: z
    .strictObject({
      mode: z.enum(['off', 'exact', 'semantic']).default('off'),
      ttlSeconds: z.number().int().min(60).max(2_592_000).default(86_400),
      threshold: z.number().min(0.5).max(1).default(0.97),
    })
    .prefault({}),
  recording: z
    .strictObject({
      mode: z.enum(['off', 'record']).default('off'),
      keepDays: z.number().int().min(1).max(365).default(30),
      /** Where recordings go. */
      set: recordingSetName.default('recorded'),
    })
    .prefault({}),
  guardrails: guardPolicy.prefault({}),
});
export type AiSettings = z.output<typeof aiSettings>;
