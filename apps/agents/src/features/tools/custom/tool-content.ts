import { createHash } from 'node:crypto';
import type { CustomTool } from '#libs/contracts';
import type { CustomToolRow, ToolContent } from './custom-tool.entity.js';

const iso = (ms: number) => new Date(ms).toISOString();

/** Of the content, whatever the order of its fields. */
export const hashOf = (content: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(sorted(content)))
    .digest('base64url');

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return entries.sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, item]) => [name, sorted(item)]);
}

/** A12: what was approved is what runs. A row that was changed in any other way is not approved. */
export const isApproved = ({ content, approvedHash }: Pick<CustomToolRow, 'content' | 'approvedHash'>): boolean =>
  approvedHash !== null && approvedHash === hashOf(content);

export const toolEtag = ({ version }: Pick<CustomToolRow, 'version'>) => `"${version}"`;

export function customToolView(row: CustomToolRow): CustomTool {
  const { outputSchema, ...content } = row.content;
  return {
    id: row.id,
    ...content,
    outputSchema: outputSchema ?? {},
    builtin: false,
    source: content.definition.kind,
    status: isApproved(row) ? 'active' : 'review',
    version: row.version,
    hash: hashOf(row.content),
    etag: toolEtag(row),
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
  };
}

/** Repeating these changes nothing more (RFC 9110, 9.2.2). */
const idempotentMethods: readonly string[] = ['GET', 'PUT', 'DELETE'];

/** What a tool of its kind does unless its maker says otherwise. */
export function usualFacts(definition: ToolContent['definition']): Pick<ToolContent, 'effect' | 'outside'> {
  switch (definition.kind) {
    case 'http': {
      const isHarmless = definition.idempotent || idempotentMethods.includes(definition.method);
      return { effect: isHarmless ? 'idempotent' : 'effectful', outside: true };
    }
    case 'code':
      return { effect: 'pure', outside: false };
    case 'mcp':
      return { effect: 'effectful', outside: true };
  }
}
