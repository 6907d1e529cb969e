import { z } from 'zod';
import { timestamp } from './paging.js';
import { route } from './route.js';

const tag = 'retention';

/** What a company has that set nothing itself. Days. */
export const retentionDefaults = { runDays: 90, payloadDays: 30, artifactDays: null } as const;

const days = z.number().int().min(1).max(3650);
const shape = {
  runDays: days.meta({
    description: 'A run is deleted this long after its end, with its history, its questions and its dead letters',
  }),
  payloadDays: days.meta({
    description: 'Input, outputs and messages of a run are deleted this long after its end; at most `runDays`',
  }),
  artifactDays: days.nullable().meta({ description: 'A file is deleted this long after it was made; null: never' }),
};

export const retention = z.object({
  ...shape,
  lastSweep: z
    .object({
      at: timestamp,
      runsDeleted: z.number().int(),
      payloadsExpired: z.number().int().meta({ description: 'Runs whose input and outputs were deleted' }),
      artifactsDeleted: z.number().int(),
    })
    .nullable()
    .meta({ description: 'The last pass that came to an end in your company, and what it took' }),
});
export type RetentionPolicy = z.infer<typeof retention>;

export const getRetention = route({
  method: 'GET',
  path: '/company/retention',
  permission: 'company:read',
  tag,
  summary: 'How long runs, their payloads and files are kept',
  responses: { 200: retention },
});
export const setRetention = route({
  method: 'PUT',
  path: '/company/retention',
  permission: 'company:write',
  tag,
  summary: 'Set how long they are kept; fields that are missing go back to the default',
  body: z
    .strictObject({
      runDays: shape.runDays.default(retentionDefaults.runDays),
      payloadDays: shape.payloadDays.default(retentionDefaults.payloadDays),
      artifactDays: shape.artifactDays.default(retentionDefaults.artifactDays),
    })
    .refine(({ runDays, payloadDays }) => payloadDays <= runDays, {
      path: ['payloadDays'],
      message: 'expected at most `runDays`: a deleted run keeps no payloads',
    }),
  responses: { 200: retention },
});

export const retentionRoutes = { getRetention, setRetention };
