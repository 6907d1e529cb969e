import fc from 'fast-check';
import { inspectTemplate } from '#libs/expressions';
import { flow, randomSeed } from '#libs/testing';
import { applyEdit, canonical, mergeDefinitions, type Definition, type Edit } from './index.js';

const base = (): Definition =>
  flow('start -> a -> b -> c', 'inner', {
    a: { config: { text: 'one', deep: { x: 1, y: 2 }, list: ['p', 'q'] } },
    m: { kind: 'flow.map', config: {} },
    inner: { parent: 'm' },
  });
const edit = (definition: Definition, ...edits: Edit[]) =>
  edits.reduce((at, each) => applyEdit(at, each, inspectTemplate), definition);
const merge = (was: Definition, ours: Edit[], theirs: Edit[], choose?: 'ours' | 'theirs') =>
  mergeDefinitions(was, edit(was, ...ours), edit(was, ...theirs), {
    parseExpression: inspectTemplate,
    ...(choose && { choose: () => choose }),
  });
const node = (definition: Definition, id: string) => definition.nodes.find((each) => each.id === id);
const config = (value: Record<string, unknown>): Edit => ({ type: 'update', id: 'a', patch: { config: value } });
const add = (id: string, more: object = {}): Edit => ({
  type: 'add',
  nodes: [{ id, kind: 'test.step', config: {}, ...more }],
});
const was = base();

describe('merging two drafts', () => {
  it('takes what each changed in another field, step, edge or setting', () => {
    const { definition, conflicts } = merge(
      was,
      [
        config({ text: 'ours', deep: { x: 1, y: 2 }, list: ['p', 'q'] }),
        add('mine'),
        { type: 'connect', edge: { from: 'c', to: 'mine' } },
      ],
      [
        config({ text: 'one', deep: { x: 9, y: 2 }, list: ['p'] }),
        { type: 'disconnect', edge: { from: 'b', to: 'c' } },
        { type: 'setSettings', settings: { maxParallel: 3 } },
      ],
    );
    expect(conflicts).toEqual([]);
    expect(node(definition, 'a')?.config).toEqual({ text: 'ours', deep: { x: 9, y: 2 }, list: ['p'] });
    expect(definition.edges.map(({ from, to }) => from + to).join(' ')).toBe('starta ab cmine');
    expect(definition.settings).toEqual({ maxParallel: 3 });
  });

  it('names what both changed differently, and settles it as told', () => {
    const [mine, other] = [[config({ text: 'ours' })], [config({ text: 'theirs' })]];
    expect(merge(was, mine, other).conflicts).toEqual([
      { path: ['nodes', 'a', 'config', 'text'], base: 'one', ours: 'ours', theirs: 'theirs' },
    ]);
    expect(node(merge(was, mine, other).definition, 'a')?.config['text']).toBe('ours');
    expect(node(merge(was, mine, other, 'theirs').definition, 'a')?.config['text']).toBe('theirs');
    expect(merge(was, mine, mine).conflicts).toEqual([]);
  });

  it('keeps a step that one removed and the other changed or connected, and asks', () => {
    const removed: Edit[] = [{ type: 'remove', ids: ['a'] }];
    const changed = merge(was, removed, [config({ text: 'new' })]);
    expect(node(changed.definition, 'a')?.config).toEqual({ text: 'new' });
    expect(changed.conflicts.map(({ path }) => path.join('.'))).toEqual(['nodes.a']);
    expect(node(merge(was, removed, [config({ text: 'new' })], 'ours').definition, 'a')).toBeUndefined();
    const connected = merge(was, [add('z'), { type: 'connect', edge: { from: 'a', to: 'z' } }], removed);
    expect(connected.conflicts.map(({ path }) => path.join('.'))).toEqual(['nodes.a']);
    expect(connected.definition.edges).toContainEqual({ from: 'a', to: 'z' });
    expect(node(merge(was, removed, []).definition, 'a')).toBeUndefined();
    expect(merge(was, [{ type: 'remove', ids: ['m'] }], [add('in', { parent: 'm' })]).conflicts).toHaveLength(1);
  });

  it('keeps two new steps of one id, with what reads them', () => {
    const { definition, conflicts } = merge(
      was,
      [
        add('new1', { config: { x: 'mine' } }),
        add('reader', { config: { of: '{{ steps.new1.output }}' } }),
        { type: 'connect', edge: { from: 'new1', to: 'reader' } },
      ],
      [add('new1', { config: { x: 'theirs' } })],
    );
    expect(conflicts).toEqual([]);
    expect([node(definition, 'new1')?.config, node(definition, 'new2')?.config]).toEqual([
      { x: 'theirs' },
      { x: 'mine' },
    ]);
    expect(node(definition, 'reader')?.config).toEqual({ of: '{{ steps.new2.output }}' });
    expect(definition.edges).toContainEqual({ from: 'new2', to: 'reader' });
  });

  it('does not ask about places, and merges notes and groups by id', () => {
    const note = (id: string, text: string) => ({ id, text, position: { x: 0, y: 0 } });
    const noted = edit(was, { type: 'setNotes', notes: [note('n', 'old')] });
    const { definition, conflicts } = merge(
      noted,
      [
        { type: 'move', positions: { a: { x: 1, y: 1 } } },
        { type: 'setNotes', notes: [note('n', 'old'), note('o', 'mine')] },
      ],
      [
        { type: 'move', positions: { a: { x: 2, y: 2 } } },
        { type: 'setNotes', notes: [note('n', 'theirs')] },
        { type: 'setGroups', groups: [{ id: 'g', title: 'G', nodes: ['a'] }] },
      ],
    );
    expect(conflicts).toEqual([]);
    expect(node(definition, 'a')?.position).toEqual({ x: 1, y: 1 });
    expect(definition.canvas?.notes?.map(({ text }) => text)).toEqual(['theirs', 'mine']);
    expect(definition.canvas?.groups).toHaveLength(1);
  });

  it('with nothing changed on one side gives the other, and finds no conflict between equal sides', () => {
    const ids = fc.constantFrom('start', 'a', 'b', 'c', 'm', 'inner', 'x1', 'x2');
    const anyEdit: fc.Arbitrary<Edit> = fc.oneof(
      fc.record({ id: ids, v: fc.nat(3) }).map(({ id, v }): Edit => ({ type: 'update', id, patch: { config: { v } } })),
      ids.map((id): Edit => ({ type: 'remove', ids: [id] })),
      ids.map((id) => add(id)),
      fc.record({ from: ids, to: ids }).map((edge): Edit => ({ type: 'connect', edge })),
    );
    const tried = (edits: Edit[]) =>
      edits.reduce((at, each) => {
        try {
          return edit(at, each);
        } catch {
          return at;
        }
      }, was);
    fc.assert(
      fc.property(fc.array(anyEdit, { maxLength: 6 }), fc.array(anyEdit, { maxLength: 6 }), (mine, other) => {
        const [ours, theirs] = [tried(mine), tried(other)];
        expect(mergeDefinitions(was, ours, was).definition).toBe(ours);
        expect(mergeDefinitions(was, was, theirs).definition).toBe(theirs);
        expect(mergeDefinitions(was, ours, ours).conflicts).toEqual([]);
        const { definition } = mergeDefinitions(was, ours, theirs, { parseExpression: inspectTemplate });
        const present = new Set(definition.nodes.map(({ id }) => id));
        expect(present.size).toBe(definition.nodes.length);
        for (const { from, to } of definition.edges) expect(present.has(from) && present.has(to)).toBe(true);
        // What they added is there, by its own id; ours at least by its content.
        for (const { id } of theirs.nodes)
          if (!was.nodes.some((each) => each.id === id)) expect(present.has(id)).toBe(true);
        const again = mergeDefinitions(was, ours, theirs, { parseExpression: inspectTemplate }).definition;
        expect(canonical(again)).toBe(canonical(definition));
      }),
      { numRuns: 500, seed: randomSeed() },
    );
  });
});
