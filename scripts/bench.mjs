/** `npm run bench [-- NAME] [-- --mode embedded|distributed]` */
import { runBuilt } from './run-built.mjs';

await runBuilt('dist/bench/main.js');
