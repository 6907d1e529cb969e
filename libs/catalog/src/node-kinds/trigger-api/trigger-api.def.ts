import { z } from 'zod';
import { defineKind } from '../../kit.js';

export const triggerApi = defineKind({
  id: 'trigger.api',
  version: 1,
  title: 'Started by the API',
  description: 'A program starts the run with POST /workflows/:id/runs',
  icon: 'plug-zap',
  role: 'trigger',
  effect: 'pure',
  ports: ['next'],
  twins: 'first',
  config: z.strictObject({}),
  output: z.unknown().meta({ description: "The run's input" }),
});
