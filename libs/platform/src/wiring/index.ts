export { PlatformModule, type ServiceOptions } from './platform.module.js';
export { createWiring, type Wiring, type WiringConfig } from './wiring.js';
