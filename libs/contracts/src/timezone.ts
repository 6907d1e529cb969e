import { z } from 'zod';

/** A zone of the IANA database. */
export const timezone = z
  .string()
  .max(100)
  .refine((zone) => {
    try {
      new Intl.DateTimeFormat('en', { timeZone: zone });
      return true;
    } catch {
      return false;
    }
  }, 'expected an IANA time zone such as Europe/Berlin')
  .meta({ examples: ['Europe/Berlin', 'UTC'] });
