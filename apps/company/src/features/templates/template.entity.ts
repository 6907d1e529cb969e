import type { GalleryContent, TemplateParameter } from '#libs/contracts';
import { column, defineEntity, type RowOf } from '#libs/platform/database';
import type { Definition } from '#libs/workflow';

/** A workflow that a company offers to its members to begin with. */
export const templateColumns = {
  id: column.id(),
  companyId: column.id(),
  title: column.text(200),
  description: column.text(2000),
  definition: column.json<Definition>(),
  parameters: column.json<TemplateParameter[]>(),
  needs: column.json<GalleryContent['needs']>(),
  /** The workflow it was made of. */
  workflowId: column.id(),
  createdBy: column.text(200).nullable(),
  createdAt: column.millis(),
};
export type TemplateRow = RowOf<typeof templateColumns>;
export const templateEntity = defineEntity('templates', templateColumns, {
  audit: { noun: 'template', label: 'title', quiet: ['definition'] },
});
