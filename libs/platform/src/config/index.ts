/** Configuration: slices of the environment, each variable in one place, parsed once at boot. */
export { configSlices, defineConfig, variable } from './config-slice.js';
export type { ConfigOf, ConfigSlice, Variable, VariableFacts, Variables } from './config-slice.js';
export { ConfigError, environmentNow, loadConfig } from './load-config.js';
export { masterKeysOf, readMasterKeys } from './master-key.js';
export type { MasterKeySource } from './master-key.js';
export { securityConfig, serverConfig, storageConfig, telemetryConfig } from './platform-config.js';
