import { z } from 'zod';
import { microDollars, timestamp } from './paging.js';
import { route } from './route.js';

const tag = 'ai';
const count = z.number().int();

export const aiCacheFigures = z.object({
  entries: count.meta({ description: 'Answers that are kept and still count' }),
  oldest: timestamp.nullable(),
  days: count.meta({ description: 'How far back the figures below go' }),
  hits: z.object({ exact: count, semantic: count }),
  calls: count.meta({ description: 'All answered calls, for comparison' }),
  savedMicros: microDollars,
});
export const getAiCache = route({
  method: 'GET',
  path: '/ai/cache',
  permission: 'ai:read',
  tag,
  summary: 'What kept answers served and saved',
  query: z.object({ days: z.coerce.number().int().min(1).max(400).default(30) }),
  responses: { 200: aiCacheFigures },
});
export const clearAiCache = route({
  method: 'DELETE',
  path: '/ai/cache',
  permission: 'ai:admin',
  tag,
  summary: 'Forget all kept answers of your company',
  query: z.object({ model: z.string().max(200).optional().meta({ description: 'Only those of this model' }) }),
  responses: { 200: z.object({ deleted: count }) },
});

export const aiCacheRoutes = { getAiCache, clearAiCache };
