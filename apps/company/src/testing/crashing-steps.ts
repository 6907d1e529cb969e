/** The program of a step's own process, where one kind of step ends it. For tests. */
import { nodeRuns } from '#libs/catalog/node-kinds/runs';
import { serveSteps, type KindRuns } from '../features/runs/isolated/serve-steps.js';

const runs = nodeRuns as unknown as KindRuns;
serveSteps({ ...runs, 'data.transform': () => process.abort() });
