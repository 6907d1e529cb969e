/** `npm run demo [-- --exit] [-- --input FILE]` */
import { runBuilt } from './run-built.mjs';

await runBuilt('dist/apps/cli/src/demo.js');
