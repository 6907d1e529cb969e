import { column, defineEntity, type RowOf } from '#libs/platform/database';
import type { AiProviderTest } from '#libs/contracts';

/** An account of a company at a model provider. Its secrets are sealed to it and to the address they are sent to. */
export const providerAccountColumns = {
  id: column.id(),
  companyId: column.id(),
  /** Of the catalogue. */
  provider: column.key(64),
  slug: column.key(64),
  name: column.text(100),
  position: column.int(),
  /** Without secrets. */
  settings: column.json<Record<string, unknown>>(),
  sealed: column.text().nullable(),
  hint: column.text(16).nullable(),
  /** During a rotation: what was sealed before, tried when the new secret is refused. */
  previousSealed: column.text().nullable(),
  previousUntil: column.millis().nullable(),
  defaultModel: column.text(200).nullable(),
  enabled: column.bool(),
  /** As the last test found it. */
  healthy: column.bool().nullable(),
  lastTest: column.json<AiProviderTest | null>().nullable(),
  /** When its models were looked up, by one of the replicas. */
  checkedAt: column.millis(),
  /** Grows with each change of what a connection is made of. */
  revision: column.int(),
  createdBy: column.id().nullable(),
  createdAt: column.millis(),
  updatedAt: column.millis(),
};
export type ProviderAccountRow = RowOf<typeof providerAccountColumns>;
export const providerAccountEntity = defineEntity('ai_providers', providerAccountColumns, {
  audit: {
    noun: 'ai-provider',
    label: 'name',
    hidden: ['sealed', 'previousSealed'],
    quiet: ['healthy', 'lastTest', 'checkedAt', 'revision', 'updatedAt'],
  },
});
