import fc from 'fast-check';
import { inspectTemplate } from '#libs/expressions';
import { flow, randomSeed } from '#libs/testing';
import { applyEdit, EditError, inverseEdit, type Definition, type Edit } from './index.js';

const base = (): Definition =>
  flow('start -> a -> b', 'a:no -> c', 'inner -> deep', {
    m: { kind: 'flow.map', config: {} },
    inner: { parent: 'm' },
    deep: { parent: 'm', kind: 'flow.map' },
    b: {
      config: {
        text: 'steps.a {{ steps.a.output + "steps.a" + steps["a"].meta.ms + steps.ab.output + steps . a . output }}',
        list: [{ x: '{{ steps.?a }}' }],
      },
    },
  });

const apply = (edit: Edit, definition = base()) => applyEdit(definition, edit, inspectTemplate);
const ids = (definition: Definition) => definition.nodes.map((node) => node.id).join(' ');
const edges = (definition: Definition) =>
  definition.edges.map((edge) => `${edge.from}${edge.port ? `:${edge.port}` : ''}>${edge.to}`).join(' ');

describe('edits', () => {
  it('add, connect and disconnect', () => {
    const added = apply({
      type: 'add',
      nodes: [{ id: 'z', kind: 'test.step', config: {} }],
      edges: [{ from: 'b', to: 'z' }],
    });
    expect(ids(added)).toBe('start a b c inner deep m z');
    expect(edges(added)).toBe('start>a a>b a:no>c inner>deep b>z');
    expect(edges(apply({ type: 'disconnect', edge: { from: 'a', port: 'no', to: 'c' } }, added))).toBe(
      'start>a a>b inner>deep b>z',
    );
  });

  it('remove a scope with all that stands in it', () => {
    expect(ids(apply({ type: 'remove', ids: ['m', 'a'] }))).toBe('start b c');
    expect(edges(apply({ type: 'remove', ids: ['m', 'a'] }))).toBe('');
  });

  it('change and take away fields', () => {
    const changed = apply({ type: 'update', id: 'inner', patch: { name: 'In', parent: null } });
    expect(changed.nodes[4]).toEqual({ id: 'inner', kind: 'test.step', config: {}, name: 'In' });
    expect(apply({ type: 'move', positions: { a: { x: 1, y: 2 } } }).nodes[1]?.position).toEqual({ x: 1, y: 2 });
    expect(apply({ type: 'setSettings', settings: { maxParallel: 2 } }).settings).toEqual({ maxParallel: 2 });
    expect('settings' in apply({ type: 'setSettings', settings: null })).toBe(false);
  });

  it('rename with every real reference, and nothing that only looks like one', () => {
    const renamed = apply({ type: 'rename', id: 'a', to: 'first' });
    expect(edges(renamed)).toBe('start>first first>b first:no>c inner>deep');
    expect(renamed.nodes[2]?.config).toEqual({
      text: 'steps.a {{ steps.first.output + "steps.a" + steps["first"].meta.ms + steps.ab.output + steps . first . output }}',
      list: [{ x: '{{ steps.?first }}' }],
    });
    expect(apply({ type: 'rename', id: 'm', to: 'each' }).nodes[4]?.parent).toBe('each');
  });

  it('insert into an edge, within its scope', () => {
    const inserted = apply({
      type: 'insertOnEdge',
      edge: { from: 'inner', to: 'deep' },
      node: { id: 'mid', kind: 'test.step', config: {} },
    });
    expect(edges(inserted)).toBe('start>a a>b a:no>c inner>mid mid>deep');
    expect(inserted.nodes.at(-1)?.parent).toBe('m');
    expect(
      edges(
        apply({
          type: 'insertOnEdge',
          edge: { from: 'a', port: 'no', to: 'c' },
          node: { id: 'mid', kind: 'test.step', config: {} },
        }),
      ),
    ).toContain('a:no>mid mid>c');
  });

  it('put nodes into scopes and out of them, without edges across', () => {
    expect(edges(apply({ type: 'setParent', ids: ['b'], parent: 'm' }))).toBe('start>a a:no>c inner>deep');
    expect(apply({ type: 'setParent', ids: ['inner'], parent: null }).nodes[4]).not.toHaveProperty('parent');
  });

  it.each<[EditError['code'], Edit]>([
    ['NODE_UNKNOWN', { type: 'remove', ids: ['zz'] }],
    ['NODE_UNKNOWN', { type: 'connect', edge: { from: 'a', to: 'zz' } }],
    ['NODE_EXISTS', { type: 'rename', id: 'a', to: 'b' }],
    ['NODE_EXISTS', { type: 'add', nodes: [{ id: 'a', kind: 'x', config: {} }] }],
    ['EDGE_EXISTS', { type: 'connect', edge: { from: 'a', to: 'b' } }],
    ['EDGE_UNKNOWN', { type: 'disconnect', edge: { from: 'a', port: 'yes', to: 'b' } }],
    ['PARENT_INSIDE', { type: 'setParent', ids: ['m'], parent: 'deep' }],
    ['PARENT_INSIDE', { type: 'setParent', ids: ['m'], parent: 'm' }],
  ])('refuse with %s', (code, edit) => {
    expect(() => apply(edit)).toThrow(expect.objectContaining({ code }));
  });
});

const anyId = fc.constantFrom('start', 'a', 'b', 'c', 'inner', 'deep', 'm', 'new1', 'new2');
const anyEdge = fc
  .record({ from: anyId, to: anyId, port: fc.option(fc.constantFrom('no', 'yes'), { nil: undefined }) })
  .map(({ port, ...edge }) => (port ? { ...edge, port } : edge));
const anyNode = fc.record({
  id: anyId,
  kind: fc.constant('test.step'),
  config: fc.constant({ x: '{{ steps.a.output }}' }),
});
const anySimpleEdit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({
    type: fc.constant('add' as const),
    nodes: fc.array(anyNode, { maxLength: 2 }),
    edges: fc.array(anyEdge, { maxLength: 1 }),
  }),
  fc.record({ type: fc.constant('remove' as const), ids: fc.array(anyId, { maxLength: 2 }) }),
  fc.record({
    type: fc.constant('update' as const),
    id: anyId,
    patch: fc.record({ name: fc.constantFrom('x', null), config: fc.constant({ y: 1 }) }, { requiredKeys: [] }),
  }),
  fc.record({ type: fc.constant('rename' as const), id: anyId, to: anyId }),
  fc.record({ type: fc.constant('connect' as const), edge: anyEdge }),
  fc.record({ type: fc.constant('disconnect' as const), edge: anyEdge }),
  fc.record({ type: fc.constant('insertOnEdge' as const), edge: anyEdge, node: anyNode }),
  fc.record({
    type: fc.constant('setParent' as const),
    ids: fc.array(anyId, { maxLength: 2 }),
    parent: fc.option(anyId),
  }),
  fc.record({ type: fc.constant('setInputs' as const), inputs: fc.constantFrom({ type: 'object' }, null) }),
  fc.constant<Edit>({ type: 'setNotes', notes: [{ id: 'n', text: 't', position: { x: 0, y: 0 } }] }),
);
const anyEdit = fc.oneof(
  { weight: 4, arbitrary: anySimpleEdit },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('batch' as const), edits: fc.array(anySimpleEdit, { maxLength: 3 }) }),
  },
);

describe('undo', () => {
  it('leads back exactly, and forward again, through any history of edits', () => {
    fc.assert(
      fc.property(fc.array(anyEdit, { minLength: 1, maxLength: 12 }), (edits) => {
        const history: Definition[] = [base()];
        const undo: Edit[] = [];
        for (const edit of edits) {
          const before = history.at(-1)!;
          const frozen = JSON.stringify(before);
          try {
            const after = apply(edit, before);
            history.push(after);
            undo.push(inverseEdit(before, after));
          } catch (error) {
            if (!(error instanceof EditError)) throw error;
          }
          expect(JSON.stringify(before)).toBe(frozen);
        }
        let at = history.at(-1)!;
        for (let step = undo.length - 1; step >= 0; step--) {
          const redo = inverseEdit(history[step + 1]!, history[step]!);
          const back = applyEdit(at, JSON.parse(JSON.stringify(undo[step])) as Edit);
          expect(back).toEqual(history[step]);
          expect(applyEdit(back, inverseEdit(at, back))).toEqual(at);
          expect(redo.type).toBe('splice');
          at = back;
        }
      }),
      { numRuns: 500, seed: randomSeed() },
    );
  });
});

describe('groups', () => {
  const grouped = apply({ type: 'setGroups', groups: [{ id: 'g', title: 'Both', nodes: ['a', 'm'] }] });

  it('follow their nodes', () => {
    expect(apply({ type: 'rename', id: 'a', to: 'first' }, grouped).canvas?.groups?.[0]?.nodes).toEqual(['first', 'm']);
    expect(apply({ type: 'remove', ids: ['m'] }, grouped).canvas?.groups?.[0]?.nodes).toEqual(['a']);
    expect(apply({ type: 'remove', ids: ['m', 'a'] }, grouped).canvas?.groups).toEqual([]);
    expect(apply({ type: 'remove', ids: ['c'] }, grouped).canvas).toBe(grouped.canvas);
  });
});
