import { type AppError, type Issue } from '#libs/contracts';
import { readDocument } from './document.js';
import { numbered } from '../free-names.js';
import { longestText, readText } from './read-text.js';

const refusal = (work: () => unknown): { code: string; issues: Issue[] } => {
  try {
    work();
  } catch (error) {
    const { code, details } = error as AppError;
    return { code, issues: details.issues ?? [] };
  }
  throw new Error('expected a refusal');
};
const issuesOf = (text: string) =>
  refusal(() => readText(text)).issues.map(({ path, message }) => `${path} ${message}`.trim());

describe('a document as text', () => {
  it('is read as YAML 1.2, of which JSON is a part', () => {
    expect(readText('a: no\nb: 0x10\nc: 2001-12-14\nd: [1, 2.5, null]\n')).toEqual({
      a: 'no',
      b: 16,
      c: '2001-12-14',
      d: [1, 2.5, null],
    });
    expect(readText('{"a": {"b": [true, "\\u00e9"]}}')).toEqual({ a: { b: [true, 'é'] } });
    expect(readText('1: a\ntrue: b')).toEqual({ '1': 'a', true: 'b' });
    expect(readText('a: !!str 12')).toEqual({ a: '12' });
    expect(readText('')).toBeNull();
  });

  it('names line and column of what is wrong', () => {
    expect(issuesOf('a: 1\nb: [1,')[0]).toMatch(/^line 2, column \d+: /);
    expect(issuesOf('a:\n  b: 1\n  b: 2\na: 3\n')).toEqual([
      'a.b line 3, column 3: the key "b" is there twice',
      'a line 4, column 1: the key "a" is there twice',
    ]);
    expect(issuesOf('{"a": 1, "a": 2}')).toEqual(['a line 1, column 10: the key "a" is there twice']);
    expect(issuesOf('a: .inf')).toEqual(['a line 1, column 4: expected a finite number']);
    expect(issuesOf('a: 1\n---\nb: 2\n')[0]).toContain('only one document is taken at a time');
    expect(issuesOf('__proto__: 1')).toEqual(['__proto__ line 1, column 1: this key is not taken here']);
  });

  it('A13: nothing multiplies: no anchors, no aliases, no tags of its own', () => {
    const bomb = ['a: &a [x, x, x, x]', ...Array.from({ length: 30 }, (_, i) => `k${i}: &k${i} [*a, *a, *a, *a]`)].join(
      '\n',
    );
    expect(issuesOf(bomb)).toHaveLength(20);
    expect(issuesOf('a: &x 1')).toEqual(['a line 1, column 7: anchors (&name) are not taken here']);
    expect(issuesOf('a: *x')[0]).toMatch(/line 1, column 4: /);
    expect(issuesOf('a: !!js/function "x"')[0]).toContain('line 1');
    expect(issuesOf('a: !secret x')[0]).toContain('line 1');
    expect(issuesOf('a: !!binary aGk=')[0]).toContain('line 1');
  });

  it.each([
    ['lists in lists', '['.repeat(100_000)],
    ['maps in maps', '{a: '.repeat(50_000)],
    ['lists in one line', `${'- '.repeat(100_000)}a`],
    ['keys in keys', '? '.repeat(100_000)],
    ['indentation', Array.from({ length: 1000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
    ['documents', '---\n'.repeat(200_000)],
    ['wrong lines', '}\n'.repeat(200_000)],
    ['tabs', '\t- a\n'.repeat(200_000)],
    ['aliases', '*a '.repeat(200_000)],
    ['anchors', '&a '.repeat(200_000)],
    ['short entries', `[${'a, '.repeat(200_000)}]`],
    ['line ends', '\n'.repeat(longestText)],
  ])('A13: a flood of %s is refused, and the process goes on', (_, text) => {
    expect(refusal(() => readText(text)).code).toBe('DOCUMENT_UNREADABLE');
  });

  it('A13: what is too large is not even looked at', () => {
    expect(refusal(() => readText('a'.repeat(longestText + 1))).code).toBe('BODY_TOO_LARGE');
  });
});

describe('what a document is', () => {
  const definition = { schemaVersion: 1, nodes: [], edges: [] };

  it('is seen by its fields', () => {
    expect(readDocument({ name: ' A ', definition })).toMatchObject({ format: 'workflow', name: 'A', description: '' });
    expect(readDocument(definition)).toMatchObject({ format: 'definition' });
    expect(readDocument({ name: 'A', tasks: [] })).toMatchObject({ format: 'process' });
    for (const other of [null, [], 'x', { a: 1 }])
      expect(refusal(() => readDocument(other)).code).toBe('DOCUMENT_INVALID');
  });

  it('is told field by field when it does not fit', () => {
    const broken = { name: 'two\nlines', definition: { ...definition, nodes: [{ id: 'Bad', kind: 'x' }] } };
    expect(refusal(() => readDocument(broken)).issues.map(({ path }) => path)).toEqual([
      'name',
      'definition.nodes[0].id',
    ]);
  });

  it('loses no field in silence', () => {
    const given = {
      name: 'A',
      desription: 'x',
      definition: { ...definition, nodes: [{ id: 'a', kind: 'x', confg: {} }] },
    };
    const read = readDocument(given);
    expect(read.format === 'workflow' && read.notes.map(({ path, code }) => `${code} ${path}`)).toEqual([
      'FIELD_UNKNOWN desription',
      'FIELD_UNKNOWN definition.nodes[0].confg',
    ]);
  });
});

describe('a name that is free', () => {
  it('is numbered within the limit', () => {
    expect(numbered('Triage', 2)).toBe('Triage (2)');
    expect(numbered('Triage (2)', 3)).toBe('Triage (3)');
    expect(numbered('x'.repeat(200), 12)).toHaveLength(200);
  });
});
