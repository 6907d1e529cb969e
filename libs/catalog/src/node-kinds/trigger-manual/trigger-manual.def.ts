import { z } from 'zod';
import { defineKind } from '../../kit.js';

export const triggerManual = defineKind({
  id: 'trigger.manual',
  version: 1,
  title: 'Started by hand',
  description: 'A person starts the run and fills in its input',
  icon: 'mouse-pointer-click',
  role: 'trigger',
  effect: 'pure',
  ports: ['next'],
  twins: 'first',
  config: z.strictObject({}),
  output: z.unknown().meta({ description: "The run's input" }),
});
