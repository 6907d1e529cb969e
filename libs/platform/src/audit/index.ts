/** What goes into the audit log, and how a service says it. The log itself is kept by company. */
export { AuditTrail, type Occasion } from './audit-trail.js';
export { mask } from './masked.js';
export { SecretUses, type UsedSecret } from './secret-uses.js';
