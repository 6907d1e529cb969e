import { contentHash } from './definition-check.js';
import type { VersionRow, WorkflowRow } from './workflow.entity.js';
import { etagOf, summaryView, versionView, workflowView } from './workflow.view.js';

const definition = { schemaVersion: 1 as const, nodes: [], edges: [] };
const row = (more: Partial<WorkflowRow> = {}): WorkflowRow => ({
  id: 'wf_1',
  companyId: 'co_1',
  name: 'Triage',
  description: '',
  draft: definition,
  draftHash: 'a',
  nodeCount: 3,
  currentVersion: 0,
  currentHash: '',
  latestVersion: 0,
  createdAt: 0,
  updatedAt: 1000,
  deleted: false,
  ...more,
});

describe('a workflow as it is shown', () => {
  it('says what is published and whether the draft went on', () => {
    expect(summaryView(row(), null)).toMatchObject({ publishedVersion: null, hasDraftChanges: true });
    expect(summaryView(row({ currentVersion: 2, currentHash: 'a' }), null)).toMatchObject({
      publishedVersion: 2,
      hasDraftChanges: false,
    });
    expect(summaryView(row({ currentVersion: 2, currentHash: 'b' }), null).hasDraftChanges).toBe(true);
  });

  it('carries the draft, its problems and what If-Match expects', () => {
    const shown = workflowView(row(), { id: 'run_1', status: 'failed', at: 'x' }, []);
    expect(shown).toMatchObject({ definition, etag: etagOf('a'), problems: [], lastRun: { id: 'run_1' } });
    expect(JSON.stringify(shown)).not.toContain('co_1');
    expect(etagOf('a')).toBe('"a"');
  });

  it('marks the version that new runs take', () => {
    const version = {
      version: 2,
      definition,
      workflowId: 'wf_1',
      publishedAt: 0,
      note: '',
    } as Partial<VersionRow> as VersionRow;
    expect([versionView(version, 2).current, versionView(version, 3).current]).toEqual([true, false]);
  });

  it('has a hash that does not hang on the order of keys', () => {
    expect(contentHash({ edges: [], nodes: [], schemaVersion: 1 })).toBe(contentHash(definition));
    expect(contentHash({ ...definition, inputs: {} })).not.toBe(contentHash(definition));
  });
});
