export { openHost, type Host } from './host.js';
export { bootFailed, runService } from './run-service.js';
export { serviceLogger, startService, type ServiceDefinition } from './start-service.js';
