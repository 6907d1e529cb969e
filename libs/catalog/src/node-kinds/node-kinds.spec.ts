import { nodeKinds } from './defs.js';
import { nodeRuns } from './runs.js';

describe('node kinds', () => {
  it('are registered under their ids, each with its run', () => {
    for (const [id, def] of Object.entries(nodeKinds)) expect(def.id).toBe(id);
    expect(Object.keys(nodeRuns)).toEqual(Object.keys(nodeKinds));
  });

  it('have different titles within their group', () => {
    const titles = Object.values(nodeKinds).map(({ id, title }) => `${id.split('.')[0]} ${title}`);
    expect(new Set(titles).size).toBe(titles.length);
  });
});
