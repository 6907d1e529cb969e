/** Where secrets are sealed and opened: data keys of companies, wrapped by the operator's master key, rotated while work goes on. */
export { DataKeys } from './company-keys.js';
export type { KeyService, WrappedKey } from './key-service.port.js';
export { LocalKeyService } from './local-key-service.js';
export { MasterKey } from './master-key.js';
export { MasterKeyRing } from './master-key-ring.js';
export { openVault, type VaultOptions, type VaultParts } from './open-vault.js';
export { sealedColumn, type SealedColumn } from './sealed-column.js';
export type { SecretOwner } from './sealed-text.js';
export { vaultEntities, vaultMigrations } from './vault-tables.js';
export { Vault, type Sealer } from './vault.js';
export { VaultUpkeep, type VaultState } from './vault-upkeep.js';
