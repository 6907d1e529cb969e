import { z } from 'zod';
import { defineConfig, variable } from '#libs/platform/config';

/** For chaos tests alone. */
export const chaosConfig = defineConfig('chaos', {
  crashPoint: variable(
    'AAAS_CRASH_POINT',
    z.string().optional(),
    'Kills the process at a named point of the runner (`before-commit:3`). For chaos tests; never set it otherwise',
  ),
});
