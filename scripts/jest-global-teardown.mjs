export default async function globalTeardown() {
  const servers = globalThis.aaasServers;
  globalThis.aaasServers = undefined;
  await servers?.stop();
}
