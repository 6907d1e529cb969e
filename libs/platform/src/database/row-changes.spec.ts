import { createdRow, deletedRow, isOccasion, updatedRow } from './row-changes.js';

const rule = {
  noun: 'workflow',
  label: 'name',
  quiet: ['updatedAt', 'draft'],
  verbs: { deleted: 'deleted', version: 'published' },
};
const row = {
  id: 'wf_1',
  companyId: 'co_1',
  name: 'Triage',
  version: 1,
  deleted: false,
  draft: {},
  tags: ['a'],
  updatedAt: 1,
};

describe('what the log tells of a row', () => {
  it('tells the columns that changed, and nothing that is quiet', () => {
    expect(updatedRow(rule, row, { name: 'Sorting', tags: ['a'], updatedAt: 2 })).toEqual({
      rule,
      companyId: 'co_1',
      id: 'wf_1',
      label: 'Triage',
      verb: 'updated',
      before: { name: 'Triage' },
      after: { name: 'Sorting' },
    });
  });

  it('is silent when nothing is told, or all was so before', () => {
    expect(isOccasion(rule, { draft: { nodes: [] }, updatedAt: 2 })).toBe(false);
    expect(updatedRow(rule, row, { name: 'Triage', tags: ['a'], draft: { nodes: [] } })).toBeUndefined();
  });

  it('names what happened by the column that changed', () => {
    expect(updatedRow(rule, row, { version: 2 })).toMatchObject({ verb: 'published', before: { version: 1 } });
    expect(updatedRow(rule, row, { deleted: true, version: 0 })).toMatchObject({ verb: 'deleted' });
    expect(updatedRow(rule, row, { version: 0 })).toMatchObject({ verb: 'updated' });
  });

  it('tells a new row and a deleted one whole', () => {
    const fields = { name: 'Triage', version: 1, deleted: false, tags: ['a'] };
    expect(createdRow(rule, row)).toMatchObject({ verb: 'created', before: null, after: fields });
    expect(deletedRow(rule, row)).toMatchObject({ verb: 'deleted', before: fields, after: null });
  });
});
