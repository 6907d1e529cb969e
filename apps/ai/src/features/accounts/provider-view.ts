import type { ProviderDef } from '#libs/catalog/providers/defs';
import type { AiProvider } from '#libs/contracts';
import type { ConnectedProvider } from '../models/connected-provider.js';
import type { ProviderAccountRow } from './provider-account.entity.js';

const iso = (ms: number) => new Date(ms).toISOString();
const noteOf = ({ note, pricesAsOf }: ProviderDef) => note + (pricesAsOf ? ` Prices as of ${pricesAsOf}.` : '');

/** An account of the company. @param healthy as seen from here; null when it was not called from here */
export const accountView = (
  row: ProviderAccountRow,
  def: ProviderDef | undefined,
  healthy: boolean | null,
): AiProvider => ({
  id: row.id,
  provider: row.provider,
  title: def?.title ?? row.provider,
  name: row.name,
  slug: row.slug,
  source: 'company',
  configured: true,
  enabled: row.enabled,
  healthy: healthy ?? row.healthy,
  note: def ? noteOf(def) : 'This version of the platform does not know the provider.',
  pricesAsOf: def?.pricesAsOf ?? null,
  settings: row.settings,
  hint: row.hint,
  previousKeyUntil: row.previousSealed !== null && row.previousUntil !== null ? iso(row.previousUntil) : null,
  defaultModel: row.defaultModel,
  position: row.position,
  lastTest: row.lastTest,
  createdAt: iso(row.createdAt),
  updatedAt: iso(row.updatedAt),
});

/** A provider of the catalogue, set up by the operator or by nobody. What he set is not the company's business. */
export const catalogueView = (
  def: ProviderDef,
  connected: ConnectedProvider | undefined,
  healthy: boolean | null,
): AiProvider => ({
  id: def.id,
  provider: def.id,
  title: def.title,
  name: def.title,
  slug: def.id,
  source: connected ? (connected.source === 'builtin' ? 'builtin' : 'operator') : 'none',
  configured: connected !== undefined,
  enabled: connected !== undefined,
  healthy,
  note: noteOf(def),
  pricesAsOf: def.pricesAsOf ?? null,
  settings: {},
  hint: null,
  previousKeyUntil: null,
  defaultModel: connected?.defaultModel ?? null,
  position: null,
  lastTest: null,
  createdAt: null,
  updatedAt: null,
});
