import { existsSync, readFileSync } from 'node:fs';

interface Mutant {
  promise: string;
  what: string;
  file: string;
  find: string;
  put: string;
  suite: string;
  test: string;
  also?: { find: string; put: string };
}
const { mutants } = jest.requireActual<{ mutants: Mutant[] }>('./mutants-table.mjs');

/** `npm run mutants` takes hours to say so: a defence that moved must take its row along. */
describe('the table of mutants', () => {
  it.each(mutants)('$promise: $what', ({ file, find, put, suite, test, also }) => {
    const text = readFileSync(file, 'utf8');
    for (const change of [{ find, put }, ...(also ? [also] : [])]) {
      expect(text.split(change.find)).toHaveLength(2);
      expect(change.put).not.toBe(change.find);
    }
    const path = ['.ts', '.tsx', '.spec.ts', '.int-spec.ts', '.e2e-spec.ts']
      .map((end) => `${suite}${end}`)
      .find((each) => existsSync(each));
    expect(path).toBeDefined();
    expect(test.length).toBeGreaterThan(0);
  });
});
