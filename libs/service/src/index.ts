export { CompanyRemoval, type RemovedCompany } from './tenants/company-removal.js';
export { openHost, type Host } from './host.js';
export { bootFailed, runService } from './run-service.js';
export { queueController } from './queues.controller.js';
export { serviceLogger, startService, type ServiceDefinition } from './start-service.js';
