import type { Database } from '#libs/platform/database';
import type { Definition } from '#libs/workflow';

/**
 * Nodes that were given another id by an edit, as [before, after]: at the same place among the nodes, of the same kind, the old id
 * gone and the new one new. Whatever else happened to the definition is no renaming.
 */
export function nodeRenames(before: Definition, after: Definition): [string, string][] {
  const [old, now] = [before, after].map(({ nodes }) => new Set(nodes.map(({ id }) => id))) as [
    Set<string>,
    Set<string>,
  ];
  return before.nodes.flatMap((node, index): [string, string][] => {
    const other = after.nodes[index];
    const isRenamed =
      other !== undefined &&
      other.id !== node.id &&
      other.kind === node.kind &&
      !now.has(node.id) &&
      !old.has(other.id);
    return isRenamed ? [[node.id, other.id]] : [];
  });
}

/** Samples follow the nodes that an edit gave other ids. Where the new id has one already, that one stays. */
export async function followRenames(
  db: Pick<Database, 'run'>,
  { companyId, workflowId }: { companyId: string; workflowId: string },
  renames: readonly [string, string][],
): Promise<void> {
  for (const [before, after] of renames)
    await db.run(
      `UPDATE workflow_samples SET node = ? WHERE company_id = ? AND workflow_id = ? AND node = ?
        AND NOT EXISTS (SELECT 1 FROM (SELECT node FROM workflow_samples WHERE workflow_id = ? AND node = ?) AS taken)`,
      [after, companyId, workflowId, before, workflowId, after],
    );
}
