import { z } from 'zod';
import { defineKind } from '../../kit.js';
import { anyValue } from '../../kit/fields.js';

/** Ports that exist anyway. */
const reserved = ['default', 'error'];
const caseName = z.string().min(1).max(200);

export const flowSwitch = defineKind({
  id: 'flow.switch',
  version: 1,
  title: 'Switch',
  description: 'Goes the way whose name the value has',
  icon: 'split',
  effect: 'pure',
  ports: ({ cases }) => [...portNames(cases), 'default'],
  config: z.strictObject({
    value: anyValue('Value', 'Compared with the cases as text'),
    cases: z
      .array(caseName)
      .min(1)
      .max(100)
      .refine((cases) => new Set(cases).size === cases.length, 'expected different cases')
      .refine((cases) => !cases.some((name) => reserved.includes(name)), 'expected no case named default or error')
      .meta({ title: 'Cases', description: 'One way out for each, and one for everything else', widget: 'labels' }),
  }),
  output: z.object({
    matched: z.string().nullable().meta({ description: 'The case; null when none fits' }),
  }),
});

/** The configuration is not checked yet where ports are asked for. */
function portNames(cases: unknown): string[] {
  const names = Array.isArray(cases) ? cases.filter((name): name is string => caseName.safeParse(name).success) : [];
  return [...new Set(names)].filter((name) => !reserved.includes(name));
}
