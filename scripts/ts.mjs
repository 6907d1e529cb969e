/**
 * Lets Node run this repository's TypeScript without a build: `node --import ./scripts/ts.mjs <file.ts>`.
 * Compiles each file with swc as it is imported, and resolves `./x.js` to `x.ts` and `#libs/*` to the sources.
 */
import { register } from 'node:module';

register('./ts-hooks.mjs', import.meta.url);
