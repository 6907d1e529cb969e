import type { TemplateChannel, TemplateContent, WatchedEvent } from '#libs/contracts';
import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** A company's own words for an event on a channel. There is none as long as it uses the shipped ones. */
export const templateColumns = {
  id: column.id(),
  companyId: column.id(),
  event: column.key<WatchedEvent>(32),
  channel: column.key<TemplateChannel>(16),
  draft: column.json<TemplateContent>(),
  /** Content hash of the draft: its ETag. */
  draftHash: column.hash(),
  /** The version that is used; 0: the shipped one. */
  currentVersion: column.int(),
  currentHash: column.hash(),
  /** Number of the newest version, also after a roll-back. */
  latestVersion: column.int(),
  updatedAt: column.millis(),
};
export type TemplateRow = RowOf<typeof templateColumns>;
export const templateEntity = defineEntity('notification_templates', templateColumns, {
  audit: {
    noun: 'message-template',
    label: 'event',
    quiet: ['draft', 'draftHash', 'latestVersion', 'updatedAt'],
    verbs: { currentVersion: 'published' },
  },
});

/** Never changes once written. */
export const templateVersionColumns = {
  id: column.id(),
  companyId: column.id(),
  templateId: column.id(),
  version: column.int(),
  content: column.json<TemplateContent>(),
  contentHash: column.hash(),
  note: column.text(500),
  publishedBy: column.id().nullable(),
  publishedAt: column.millis(),
};
export type TemplateVersionRow = RowOf<typeof templateVersionColumns>;
export const templateVersionEntity = defineEntity('notification_template_versions', templateVersionColumns, {
  audit: { none: 'a version never changes, and its publication is told of the template' },
});
