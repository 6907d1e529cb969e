export { makeCertificates, type Certificates } from './servers/certificates.js';
export { chromiumArgs, findChromium } from './servers/chromium.js';
export { FaultProxy } from './servers/fault-proxy.js';
export { freePort } from './servers/free-port.js';
export { freshMysqlSchema, freshRedis, type FreshRedis, type FreshSchema, type RedisWatch } from './servers/fresh.js';
export { startMariaDb, type MariaDbOptions, type MariaDbServer } from './servers/mariadb.js';
export { checkNginxConfig, startNginx, type NginxPlace, type NginxServer } from './servers/nginx.js';
export { startRedis, type RedisOptions, type RedisServer } from './servers/redis.js';
export { serverFolder, ServerProcess, type ServerCommand } from './servers/server-process.js';
export { findFaults } from './oracle/oracle.js';
export { readRecorded, type RecordedPlace } from './oracle/read-recorded.js';
export { type Recorded, type RecordedEffect } from './oracle/recorded.js';
export { ReferenceInterpreter, type ReferenceEvent } from './reference-interpreter/reference-interpreter.js';
export { flow } from './stories/flow-text.js';
export { randomFlow } from './stories/random-flow.js';
export { faultyStory, type FaultyHappening } from './stories/random-faults.js';
export { drawFrom, nextEvent, type Draw } from './stories/random-story.js';
export { randomRuns, randomSeed } from './random-seed.js';
export { story, Story } from './stories/story.js';
export { testKinds } from './stories/test-kinds.js';
export { startGateway, type GatewayOptions } from './gateway.js';
export { createServiceSchemas, dropServiceSchemas, type SchemaOptions } from './mysql-schemas.js';
export {
  launchDistributed,
  launchEmbedded,
  openDoor,
  workerServices,
  type DistributedOptions,
  type DistributedPlatform,
  type EmbeddedOptions,
} from './platform-launcher.js';
export { type ServiceProcess } from './service-process.js';
export { eventually } from './journey/eventually.js';
export { expectJourney } from './journey/expect-journey.js';
export { sampleMessages, supportTriageJourney } from './journey/support-triage.js';
export { over, Tenant } from './journey/tenant.js';
export { MockIdentityPeer, OidcProviderPeer } from './journey/identity-peers.js';
export { HttpPeer, MailPeer, type ReceivedPost } from './journey/wire-peers.js';
export { DurableLoad, itemsPerRun } from './journey/durable-load.js';
export { allRoutes } from './journey/all-routes.js';
export { fortyGoals, type ScriptedGoal, type ScriptedPlan } from './goals/forty-goals.js';
export { steadyLoad, type SteadyLoad } from './journey/steady-load.js';
