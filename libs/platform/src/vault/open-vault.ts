import type { Database } from '#libs/platform/database';
import type { Logger } from '#libs/platform/logging';
import { DataKeys } from './company-keys.js';
import type { KeyService } from './key-service.port.js';
import { LocalKeyService } from './local-key-service.js';
import type { MasterKeyRing } from './master-key-ring.js';
import { Resealing } from './resealing.js';
import { keptKeyOwner, Vault } from './vault.js';
import { sealedColumn, type SealedColumn } from './sealed-column.js';
import { keptKeyEntity } from './vault-tables.js';
import { VaultUpkeep } from './vault-upkeep.js';

export interface VaultOptions {
  database: Database;
  ring: MasterKeyRing;
  /** Wraps data keys; the master keys of this process unless set. */
  keys?: KeyService;
  /** Every column of this service that holds sealed texts. */
  columns: readonly SealedColumn[];
  logger: Logger;
}

/** The vault of one service, in its database. */
export interface VaultParts {
  vault: Vault;
  dataKeys: DataKeys;
  upkeep: VaultUpkeep;
}

export function openVault({
  database,
  ring,
  keys = new LocalKeyService(ring),
  columns,
  logger,
}: VaultOptions): VaultParts {
  const dataKeys = new DataKeys(database, keys);
  const vault = new Vault(database, dataKeys, keys, ring);
  const own = sealedColumn(keptKeyEntity, 'sealed', ({ id }) => keptKeyOwner(id));
  const resealing = new Resealing(database, vault, [own, ...columns]);
  return { vault, dataKeys, upkeep: new VaultUpkeep(database, dataKeys, resealing, logger) };
}
