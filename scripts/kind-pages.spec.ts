import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { nodeKinds } from '#libs/catalog/node-kinds/defs';
import { kindNotes } from '#libs/catalog/node-kinds/notes';
import { inspectTemplate } from '#libs/expressions';
import { validate } from '#libs/workflow';
import { exampleOf, kindPages } from './kind-pages.js';

const ids = Object.keys(nodeKinds);

describe('reference pages', () => {
  const pages = [...kindPages()].map(([path, content]) => ({ path, content }));

  it.each(pages)('$path says what the definitions say (npm run docs)', ({ path, content }) => {
    expect(existsSync(path) && readFileSync(path, 'utf8')).toBe(content);
  });

  it('there is one for each kind, and no other', () => {
    expect(readdirSync('docs/kinds').sort()).toEqual([...ids.map((id) => `${id}.md`), 'README.md'].sort());
  });

  it.each(ids)('%s has notes and an example that validates', (id) => {
    expect(Object.keys(kindNotes)).toContain(id);
    const problems = validate(exampleOf(id), { kinds: nodeKinds, parseExpression: inspectTemplate });
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});
