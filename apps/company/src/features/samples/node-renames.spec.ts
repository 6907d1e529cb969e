import type { Definition } from '#libs/workflow';
import { nodeRenames } from './node-renames.js';

const definition = (...ids: string[]): Definition => ({
  schemaVersion: 1,
  nodes: ids.map((id) => ({ id, kind: id.startsWith('w') ? 'flow.wait' : 'data.set', config: {} })),
  edges: [],
});

describe('renamed nodes', () => {
  it('are those that kept their place and kind under an id that is new', () => {
    expect(nodeRenames(definition('a', 'b', 'c'), definition('a', 'x', 'c'))).toEqual([['b', 'x']]);
    expect(nodeRenames(definition('a', 'b'), definition('x', 'y', 'z'))).toEqual([
      ['a', 'x'],
      ['b', 'y'],
    ]);
  });

  it('are not those that moved, went, came or became something else', () => {
    expect(nodeRenames(definition('a', 'b'), definition('b', 'a'))).toEqual([]);
    expect(nodeRenames(definition('a', 'b'), definition('b'))).toEqual([]);
    expect(nodeRenames(definition('a'), definition('a', 'b'))).toEqual([]);
    expect(nodeRenames(definition('a'), definition('w'))).toEqual([]);
  });
});
