import fc from 'fast-check';
import { flow, randomSeed } from '#libs/testing';
import {
  applyEdit,
  canonical,
  diffDefinitions,
  editsOf,
  type Definition,
  type WorkflowEdge,
  type WorkflowNode,
} from './index.js';

const value = fc.oneof(
  { depthSize: 'small' },
  fc.constantFrom(0, 1, 'a', 'b', true, null, '__x'),
  fc.array(fc.constantFrom(0, 1, 'a'), { maxLength: 3 }),
  fc.dictionary(fc.constantFrom('p', 'q', 'r.s', '0'), fc.constantFrom(0, 'a', [1, 2], [2], { z: 1 }), {
    maxKeys: 3,
    noNullPrototype: true,
  }),
);
const config = fc.dictionary(fc.constantFrom('x', 'y', 'z'), value, { noNullPrototype: true });
const node = fc.record(
  {
    id: fc.constantFrom('a', 'b', 'c', 'd', 'm', 'n'),
    kind: fc.constantFrom('test.step', 'flow.map'),
    config,
    name: fc.constantFrom('One', 'Two'),
    parent: fc.constantFrom('m', 'n'),
    timeoutMs: fc.constantFrom(1, 2),
    position: fc.record({ x: fc.nat(2), y: fc.nat(1) }),
  },
  { requiredKeys: ['id', 'kind', 'config'] },
);
const definitions: fc.Arbitrary<Definition> = fc
  .tuple(
    fc.uniqueArray(node, { selector: ({ id }) => id, maxLength: 6 }),
    fc.array(fc.tuple(fc.nat(5), fc.nat(5), fc.constantFrom(undefined, 'p')), { maxLength: 6 }),
    fc.option(fc.record({ maxParallel: fc.integer({ min: 1, max: 3 }) }), { nil: undefined }),
    fc.option(config, { nil: undefined }),
    fc.option(
      fc.record({
        notes: fc.array(
          fc.record({
            id: fc.constantFrom('1', '2'),
            text: fc.constantFrom('t', 'u'),
            position: fc.constant({ x: 1, y: 1 }),
          }),
          { maxLength: 2 },
        ),
      }),
      { nil: undefined },
    ),
  )
  .map(([given, ways, settings, inputs, canvas]) => {
    const ids = new Set(given.map(({ id }) => id));
    // The bodies of m and n: m stands in no other, and both are there when somebody stands in them.
    const nodes = given.map(({ parent, ...each }) =>
      parent !== undefined && ids.has(parent) && each.id !== 'm' && !(each.id === 'n' && parent === 'n')
        ? { ...each, parent }
        : each,
    ) as WorkflowNode[];
    const edges = new Map<string, WorkflowEdge>();
    for (const [from, to, port] of ways) {
      const [source, target] = [nodes[from], nodes[to]];
      if (source && target)
        edges.set(`${from} ${to} ${port}`, { from: source.id, ...(port && { port }), to: target.id });
    }
    return {
      schemaVersion: 1,
      nodes,
      edges: [...edges.values()],
      ...(settings && { settings }),
      ...(inputs && { inputs }),
      ...(canvas && { canvas }),
    };
  });

describe('the difference between two definitions', () => {
  it('leads from one to the other', () => {
    fc.assert(
      fc.property(definitions, definitions, (a, b) => {
        const diff = diffDefinitions(a, b);
        expect(canonical(applyEdit(a, editsOf(a, diff)))).toBe(canonical(b));
        expect(diff.isSame).toBe(canonical(a) === canonical(b));
      }),
      { seed: randomSeed(), numRuns: 1000 },
    );
  });

  it('is nothing between equals, whatever the order of their keys', () => {
    const a = flow('start -> a', { a: { config: { x: 1, y: [1, { z: 2 }] } } });
    const b = JSON.parse(JSON.stringify(a)) as Definition;
    b.nodes[1]!.config = { y: [1, { z: 2 }], x: 1 };
    expect(diffDefinitions(a, b)).toMatchObject({ isSame: true, isCosmetic: true });
  });

  it('names what changed, field by field', () => {
    const before = flow('start -> a -> b', {
      a: { config: { labels: ['x', 'y'], text: 'old' } },
      settings: { maxParallel: 2 },
    });
    const after = flow('start -> a -> c', {
      a: { config: { labels: ['x', 'z', 'w'], text: 'old' }, name: 'First' },
      settings: { maxParallel: 4 },
    });
    const diff = diffDefinitions(before, after);
    expect(diff).toMatchObject({ isSame: false, isCosmetic: false });
    expect(diff.nodes.added.map(({ id }) => id)).toEqual(['c']);
    expect(diff.nodes.removed.map(({ id }) => id)).toEqual(['b']);
    expect(diff.nodes.changed).toEqual([
      {
        id: 'a',
        kind: 'test.step',
        name: 'First',
        changes: [
          { path: ['config', 'labels', 1], before: 'y', after: 'z' },
          { path: ['config', 'labels', 2], after: 'w' },
          { path: ['name'], after: 'First' },
        ],
      },
    ]);
    expect(diff.edges).toEqual({ added: [{ from: 'a', to: 'c' }], removed: [{ from: 'a', to: 'b' }] });
    expect(diff.settings).toEqual([{ path: ['settings', 'maxParallel'], before: 2, after: 4 }]);
  });

  it('keeps layout apart from what a run does', () => {
    const before = flow('start -> a', { a: { position: { x: 1, y: 1 } } });
    const after = flow('start -> a', { a: { position: { x: 5, y: 1 }, notes: 'Why' } });
    const diff = diffDefinitions(before, after);
    expect(diff).toMatchObject({ isSame: false, isCosmetic: true });
    expect(diff.nodes.moved).toEqual([{ id: 'a', before: { x: 1, y: 1 }, after: { x: 5, y: 1 } }]);
    expect(diffDefinitions(before, flow('start -> a', { a: { timeoutMs: 5 } })).isCosmetic).toBe(false);
  });
});
