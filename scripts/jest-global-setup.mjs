/** Jest's projects int and e2e share one MariaDB and one Redis for the whole run; the second project finds the first one's. */
import './ts.mjs';

export default async function globalSetup() {
  if (globalThis.aaasServers) return;
  const { startRunServers } = await import('../libs/testing/src/servers/run-servers.ts');
  globalThis.aaasServers = await startRunServers();
}
