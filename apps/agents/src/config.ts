import { z } from 'zod';
import { defineConfig, variable } from '#libs/platform/config';

const name = /^-?[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}$/;

/** Which agents a worker is for. */
export const agentsConfig = defineConfig('agents', {
  agents: variable(
    'AAAS_AGENTS',
    z
      .string()
      .default('')
      .transform((text) =>
        text
          .split(',')
          .map((entry) => entry.trim())
          .filter(Boolean),
      )
      .refine((names) => names.every((each) => name.test(each)), 'expected names of agents, comma-separated')
      .refine(
        (names) => new Set(names.map((each) => each.startsWith('-'))).size < 2,
        'expected names alone, or names with a dash before each',
      ),
    'Agents whose tasks a worker takes, and no others, by name; with a dash before each: those that it never takes. Absent: all that have no worker of their own',
  ),
});
