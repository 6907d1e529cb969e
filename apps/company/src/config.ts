import { z } from 'zod';
import { defineConfig, variable } from '#libs/platform/config';

/** What an owner may do to a company as a whole. */
export const companiesConfig = defineConfig('companies', {
  graceDays: variable(
    'AAAS_DELETION_GRACE_DAYS',
    z.coerce.number('expected a number of days').min(0, 'expected 0 days or more').max(365).default(14),
    'Days between asking for the deletion of a company and the deletion, in which it can be cancelled',
  ),
});
