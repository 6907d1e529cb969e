/** The program of a process that carries out one step for its worker, and ends. */
import { nodeRuns } from '#libs/catalog/node-kinds/runs';
import { serveSteps, type KindRuns } from './serve-steps.js';

serveSteps(nodeRuns as unknown as KindRuns);
