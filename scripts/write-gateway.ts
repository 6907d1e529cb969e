/** Writes the parts of the gateway's configuration that follow from the contracts; a test fails while they are stale. */
import { writeFileSync } from 'node:fs';
import { doorConf, headersConf, maintenanceConf, problemsConf, routesConf } from './gateway-config.js';

writeFileSync('gateway/routes.conf', routesConf());
writeFileSync('gateway/problems.conf', problemsConf());
writeFileSync('gateway/door.conf', doorConf());
writeFileSync('gateway/headers.conf', headersConf());
writeFileSync('gateway/maintenance.conf', maintenanceConf());
