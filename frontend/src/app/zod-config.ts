import { config } from 'zod';

// zod compiles schemas with `new Function` where it can; the content security policy forbids that and the browser would report each attempt.
config({ jitless: true });
