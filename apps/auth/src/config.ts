import { z } from 'zod';
import { defineConfig, variable } from '#libs/platform/config';

/** How access tokens are signed. */
export const signingConfig = defineConfig('signing', {
  keyDays: variable(
    'AAAS_SIGNING_KEY_DAYS',
    z.coerce.number('expected a number of days').min(1, 'expected at least 1 day').max(3650).default(30),
    'Days after which a new key signs access tokens; nobody is logged out by the change',
  ),
});
