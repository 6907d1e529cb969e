import fc from 'fast-check';
import { randomSeed } from '#libs/testing';
import { definition as definitionSchema } from '#libs/workflow';
import { exportedDocument, readDocument } from './document.js';
import { readText } from './read-text.js';
import { writeYaml } from './yaml-text.js';

/** Texts that some reader or writer of YAML has taken for something else. */
const traps = [
  ...[
    'no',
    'yes',
    'on',
    'Off',
    'true',
    'null',
    '~',
    '',
    ' ',
    '1e3',
    '0x10',
    '0o7',
    '1_000',
    '12:30',
    '.inf',
    '.nan',
    '-0',
  ],
  ...[
    '2001-12-14',
    '2001-12-14t21:59:43.10-05:00',
    '<<',
    '=',
    '---',
    '...',
    '--- a\n--- b',
    '%YAML 1.1',
    '!tag',
    '&a',
    '*a',
  ],
  ...[
    '- a',
    '? b',
    'a: b',
    'a:',
    ' #c',
    'a #b',
    '@a',
    '`a`',
    '"a"',
    "'a'",
    '[a]',
    '{a}',
    '{{ input.x }}',
    '|',
    '>',
    '|\n a',
  ],
  ...[
    '\n',
    '\n\n',
    '  lead\n more',
    'a\n',
    'a\n\n',
    'a\n  b\n\nc',
    ' \n ',
    'a  \nb',
    '\ta',
    'a\tb',
    'a\r\nb',
    '\r',
    '\u0085',
  ],
  ...['\u2028', '\u2029a', '\ufeff', '\ud800', 'a\udc00b', '😀', 'é', 'é', '\u0000', '\u001b[0m', 'x'.repeat(300)],
  ...['{{ "}}" }}', 'let x = 1;\nif (x) {\n  return x;\n}\n', '\\', '\\n', '${x}', '<script>'],
];
const text = fc.oneof(
  fc.constantFrom(...traps),
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom('a', '  ', '\n', '\t', '#', ': ', '- ', '"', "'", '\\', '---', '{{', '}}'), {
      maxLength: 12,
    })
    .map((parts) => parts.join('')),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    fc.constantFrom(null, true, false, 0, -1, 1.5, 1e21, 1e-7, 123_456_789_012_345_680_000),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));
const settings = { values: fc.dictionary(text, value, { maxKeys: 5, noNullPrototype: true }) };
const position = fc.record({
  x: fc.integer({ min: -9999, max: 9999 }),
  y: fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
});
const node = fc.record(
  {
    config: settings.values,
    kind: text.filter((kind) => kind.length > 0 && kind.length <= 100),
    position,
    name: text.filter(({ length }) => length <= 200),
    notes: text,
    externalId: text.filter(({ length }) => length <= 200),
    onError: fc.constantFrom('fail' as const, 'continue' as const, 'branch' as const),
    retry: fc.record(
      { factor: fc.constantFrom(1, 2.5), neverOn: fc.array(text, { maxLength: 2 }) },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['kind', 'config'] },
);
const definitions = fc.record(
  {
    canvas: fc.record({
      notes: fc.array(
        fc.record({ text, position, id: text, width: fc.integer() }, { requiredKeys: ['text', 'position', 'id'] }),
        {
          maxLength: 2,
        },
      ),
      groups: fc.array(
        fc.record({ title: text.filter(({ length }) => length <= 200), id: text, nodes: fc.constant(['n0']) }),
        {
          maxLength: 2,
        },
      ),
    }),
    settings: fc.record(
      { maxParallel: fc.integer({ min: 1, max: 256 }), timeoutMs: fc.constant(5000) },
      { requiredKeys: [] },
    ),
    edges: fc.array(
      fc.record({ to: fc.constant('n1'), from: fc.constant('n0'), port: fc.constantFrom('a', 'no', ' ') }),
      {
        maxLength: 3,
      },
    ),
    nodes: fc.array(node, { maxLength: 4 }).map((nodes) => nodes.map((each, index) => ({ ...each, id: `n${index}` }))),
    inputs: fc.dictionary(text, value, { maxKeys: 3, noNullPrototype: true }),
    schemaVersion: fc.constant(1 as const),
  },
  { requiredKeys: ['schemaVersion', 'nodes', 'edges'] },
);
const documents = fc.record({
  name: text.map((name) => `A ${name.replace(/[\p{Cc}\u2028\u2029]/gu, '')}`.trim().slice(0, 200)),
  description: text,
  definition: definitions,
});

const formats = { yaml: writeYaml, json: (document: object) => `${JSON.stringify(document, null, 2)}\n` };

describe.each(Object.keys(formats) as (keyof typeof formats)[])('an export as %s', (format) => {
  it('is the same, byte for byte, after an import', () => {
    fc.assert(
      fc.property(documents, (made) => {
        // As the database keeps it.
        const document = JSON.parse(JSON.stringify(made)) as typeof made;
        const before = exportedDocument({ ...document, definition: definitionSchema.parse(document.definition) });
        const written = formats[format](before);
        const read = readDocument(readText(written));
        if (read.format !== 'workflow') throw new Error(`read as ${read.format}`);
        expect(read.notes).toEqual([]);
        expect(formats[format](exportedDocument(read))).toBe(written);
        expect(JSON.stringify(exportedDocument(read))).toBe(JSON.stringify(before));
      }),
      { seed: randomSeed(), numRuns: 200 },
    );
  });
});

describe('an export', () => {
  it('has its fields in the order in which people read them', () => {
    const text = writeYaml(
      exportedDocument({
        description: '',
        definition: definitionSchema.parse({
          edges: [{ to: 'b', port: 'no', from: 'a' }],
          nodes: [
            { position: { y: 1, x: 2 }, config: { z: 1, a: 'line\nline\n' }, kind: 'data.set', id: 'a' },
            { config: {}, retry: { factor: 2, maxAttempts: 3 }, id: 'b', kind: 'x' },
          ],
          schemaVersion: 1,
        }),
        name: 'Ja: nein',
      }),
    );
    expect(text).toBe(`name: "Ja: nein"
definition:
  schemaVersion: 1
  nodes:
    - id: a
      kind: data.set
      config:
        z: 1
        a: |
          line
          line
      position:
        x: 2
        "y": 1
    - id: b
      kind: x
      config: {}
      retry:
        maxAttempts: 3
        factor: 2
  edges:
    - from: a
      port: "no"
      to: b
`);
  });
});
