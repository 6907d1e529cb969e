/** For programs that are started as children: nothing of the runner is loaded. */
export { serveIsolated, type IsolatedHost } from './isolation/serve-isolated.js';
