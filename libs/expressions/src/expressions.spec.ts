import { evaluate, ExpressionError, inspectTemplate, parseExpression, resolve, splitTemplate } from './index.js';

const scope = {
  input: {
    subject: 'Refund',
    price: 3.5,
    count: 7,
    tags: ['a', 'b'],
    items: [
      { n: 2, topic: 'bug' },
      { n: 5, topic: 'billing' },
      { n: 1, topic: 'bug' },
    ],
    none: null,
  },
  steps: { topic: { output: { label: 'billing', confidence: 1 }, meta: { ms: 12 } } },
  item: { id: 4 },
  index: 0,
};

const value = (source: string): unknown => parseExpression(source).evaluate(scope);
const failure = (source: string): ExpressionError => {
  try {
    value(source);
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
  throw new Error(`${source} did not fail`);
};

describe('numbers are JSON numbers', () => {
  it.each<[string, unknown]>([
    ['7 / 2', 3.5],
    ['input.price * 2', 7],
    ['2 * input.price', 7],
    ['size(input.tags) / 4', 0.5],
    ['size(input.tags) == 2', true],
    ['size(input.items) / size(input.tags)', 1.5],
    ['input.count % 4', 3],
    ['-input.count + 1', -6],
    ['1 == 1.0', true],
    ['1u + 1', 2],
    ['0xff', 255],
    ['input.tags[1 - 1]', 'a'],
    ['input.items.map(i, i.n * 1.5)', [3, 7.5, 1.5]],
    ['"total: " + 7', 'total: 7'],
    ['7 + " in all"', '7 in all'],
    ['"a".indexOf("b")', -1],
    ['sum(input.items.map(i, i.n))', 8],
    ['input.items.map(i, i.n).avg()', 8 / 3],
    ['max([3, 9, 4]) - min(3, 2)', 7],
    ['round(2.345, 2)', 2.35],
    ['round(-2.5)', -3],
    ['1e3', 1000],
    ['int("42") + double("0.5")', 42.5],
  ])('%s', (source, expected) => {
    expect(value(source)).toEqual(expected);
  });

  it('never leaks a bigint, however deep', () => {
    expect(JSON.stringify(value('{"a": [1, {"b": size("xyz")}], "c": 2u}'))).toBe('{"a":[1,{"b":3}],"c":2}');
  });
});

describe('values', () => {
  it.each<[string, unknown]>([
    ['[1, "a", null, {"x": [true]}]', [1, 'a', null, { x: [true] }]],
    ['input.?missing.orValue("–")', '–'],
    ['input.?missing.?deeper.orValue("–")', '–'],
    ['input.?subject.orValue("–")', 'Refund'],
    ['input.none.?x.orValue(1)', 1],
    ['input.?missing', null],
    ['[input.?missing, 1]', [null, 1]],
    ['has(input.subject) && !has(input.missing)', true],
    ['"b" in input.tags', true],
    ['"subject" in input', true],
    ['1 == "1"', false],
    ['null == input.none', true],
    ['input.items[1] == {"topic": "billing", "n": 5}', true],
    ['input.price > 3 ? "dear" : "cheap"', 'dear'],
    ['input.items.filter(i, i.topic == "bug").size()', 2],
    ['input.items.map(i, i.n > 1, i.topic)', ['bug', 'billing']],
    ['input.items.exists(i, i.n == 5) && input.items.all(i, i.n > 0)', true],
    ['input.items.exists_one(i, i.topic == "billing")', true],
    ['input.items.sortBy(i, i.n).map(i, i.n)', [1, 2, 5]],
    ['input.items.groupBy(i, i.topic).map(g, g.key + ": " + sum(g.items.map(i, i.n)))', ['bug: 3', 'billing: 5']],
    ['cel.bind(total, sum([1, 2]), total * total)', 9],
    ['join(["a", 1, true], "-")', 'a-1-true'],
    ['"Äbc".upper() + " ".trim() + "ABC".lowerAscii()', 'ÄBCabc'],
    ['"a,b".split(",").join(";").replace(";", "+")', 'a+b'],
    ['"hello".substring(1, 3) + "hello".slice(-2)', 'ello'],
    ['toJson({"a": 1}) + fromJson("[1]")[0]', '{"a":1}1'],
    ['formatDate("2026-03-01T23:30:00Z", "dd.MM.yyyy HH:mm", "Europe/Berlin")', '02.03.2026 00:30'],
    ['millis(timestamp("2026-01-01T00:00:00+01:00"))', Date.UTC(2025, 11, 31, 23)],
    ['[3, 1, 2].sort().reverse()', [3, 2, 1]],
    ['[1, 1.0, "1"].distinct()', [1, '1']],
    ['{"b": 1, "a": 2}.keys()', ['b', 'a']],
    ['true || input.missing', true],
    ['input.missing || true', true],
    ['[[1], [2]].flatten()', [1, 2]],
  ])('%s', (source, expected) => {
    expect(value(source)).toEqual(expected);
  });
});

describe('errors', () => {
  it('name the expression, the position and the value met', () => {
    const error = failure('input.items[0].n + input.items');
    expect(error).toMatchObject({
      code: 'EXPRESSION_FAILED',
      expression: 'input.items[0].n + input.items',
      summary: 'cannot add number and list',
      met: 'a list of 3',
    });
    expect(failure('1 + input.missing')).toMatchObject({ summary: 'there is no missing', position: 10 });
    expect(failure('1 + input.missing').met).toContain('subject, price');
    expect(failure('nobody').summary).toBe('there is no nobody here; in scope: input, steps, item, index');
  });

  it.each([
    '1 +',
    'b"bytes"',
    'nothing(1)',
    'size()',
    'size(1, 2)',
    '1 / 0',
    '1 % 0',
    '1e308 * 10',
    'null + "a"',
    'input.none.x',
    '"a" < 1',
    '"a" && true',
    '1 ? 2 : 3',
    '!1',
    '-"a"',
    'input.tags[9]',
    'input.tags["0"]',
    'input.tags.length',
    'input.constructor',
    'input.items.map(1, 2)',
    'has(input)',
    '"x".matches("(")',
    '"x".matches("(?=x)")',
    '"x".matches("(x)\\\\1")',
    'constructor(1)',
    'toString(1)',
    '__proto__',
    '{"__proto__": 1}',
    'fromJson("{")',
    'timestamp("yesterday")',
    'formatDate(0, "yyyy", "Mars/Olympus")',
    'optional.none().value()',
    '[].avg()',
    'min([])',
    'double("x")',
    'round(1, 99)',
  ])('%s', (source) => {
    expect(failure(source)).toBeInstanceOf(ExpressionError);
  });
});

describe('hostile expressions end', () => {
  const list = Array.from({ length: 1000 }, (_, i) => i);
  const hostile = (source: string): number => {
    const before = performance.now();
    expect(() => parseExpression(source).evaluate({ input: { list, text: 'x'.repeat(100_000) } })).toThrow(
      ExpressionError,
    );
    return performance.now() - before;
  };

  it.each([
    ['nested loops', 'input.list.map(a, input.list.map(b, input.list.map(c, a)))'],
    ['errors swallowed by ||', 'input.list.map(a, input.list.map(b, a.x || true))'],
    ['errors swallowed in loops', 'input.list.all(a, input.list.all(b, input.list.all(c, a.x || b.x || c.x)))'],
    [
      'lists that double',
      `${Array.from({ length: 24 }, (_, i) => `cel.bind(v${i + 1}, v${i} + v${i}, `)
        .join('')
        .replace('v0 + v0', 'input.list + input.list')}v24${')'.repeat(24)}`,
    ],
    [
      'texts that double',
      `${Array.from({ length: 40 }, (_, i) => `cel.bind(v${i + 1}, v${i} + v${i}, `)
        .join('')
        .replace('v0 + v0', 'input.text + input.text')}v40${')'.repeat(40)}`,
    ],
    ['deep brackets', '('.repeat(4000) + '1' + ')'.repeat(4000)],
    ['deep lists', '['.repeat(4000) + ']'.repeat(4000)],
    ['long chains of signs', '!'.repeat(9000) + 'true'],
    ['long sums', Array(4900).fill('1').join('+') + '+{}'],
    ['long texts', `"${'x'.repeat(10_000)}"`],
    [
      'quadratic distinct',
      'input.list.map(x, x).distinct().size() + (input.list + input.list + input.list + input.list).map(x, x * 1000).distinct().map(y, y).distinct()[0].x',
    ],
    ['values that share their parts', 'input.list.map(a, input)'],
    ['JSON of values that share their parts', 'toJson(input.list.map(a, input))'],
    ['replacement that grows', 'input.text.replace("x", input.text)'],
  ])('%s', (_name, source) => {
    expect(hostile(source)).toBeLessThan(20_000);
  });
});

describe('templates', () => {
  it('yield the typed value when they are one expression, and text otherwise', () => {
    expect(evaluate('{{ input.price }}', scope)).toBe(3.5);
    expect(evaluate('{{input.items[0]}}', scope)).toEqual({ n: 2, topic: 'bug' });
    expect(evaluate(' {{ input.price }}', scope)).toBe(' 3.5');
    expect(evaluate('{{ input.tags }}: {{ input.none }}|{{ input.count }}', scope)).toBe('["a","b"]: |7');
    expect(evaluate('plain } text }} {', scope)).toBe('plain } text }} {');
    expect(evaluate('', scope)).toBe('');
  });

  it('close where the lexer of CEL ends', () => {
    expect(evaluate('{{ {"a": {"b": 1}} }}', scope)).toEqual({ a: { b: 1 } });
    expect(evaluate('{{ {"a": {"b": 1}}}}', scope)).toEqual({ a: { b: 1 } });
    expect(evaluate('{{ "}}" + \'}}\' }}!', scope)).toBe('}}}}!');
    expect(evaluate('{{ """a"}}" b""" }}', scope)).toBe('a"}}" b');
    expect(evaluate('{{ "\\"}}" }}', scope)).toBe('"}}');
    expect(evaluate('{{ 1 // }} not yet\n + 1 }}', scope)).toBe(2);
    expect(evaluate('{{ "{{" }}{{ "x" }}', scope)).toBe('{{x');
    expect(splitTemplate('a {{ b }} c')).toEqual([
      { kind: 'text', text: 'a ' },
      { kind: 'expression', source: ' b ', at: 4 },
      { kind: 'text', text: ' c' },
    ]);
  });

  it.each(['{{', '{{ input', '{{ "a }}', '{{ }}', '{{ {} }'])('refuse %s', (text) => {
    expect(() => evaluate(text, scope)).toThrow(ExpressionError);
    expect(inspectTemplate(text).problems).toHaveLength(1);
  });

  it('resolve configurations at any depth, and say where one failed', () => {
    const config = {
      text: 'Hi {{ input.subject }}',
      rows: [{ n: '{{ input.count }}' }, 'x'],
      result: '{{ item.later }}',
      n: 5,
    };
    expect(resolve(config, scope, { except: ['result'] })).toEqual({
      text: 'Hi Refund',
      rows: [{ n: 7 }, 'x'],
      result: '{{ item.later }}',
      n: 5,
    });
    expect(() => resolve({ rows: [{ n: '{{ input.missing }}' }] }, scope)).toThrow(
      expect.objectContaining({ path: ['rows', 0, 'n'] }),
    );
    expect(() => resolve(nested(70), scope)).toThrow(ExpressionError);
  });
});

const nested = (depth: number): unknown => (depth === 0 ? 'x' : [nested(depth - 1)]);

describe('references', () => {
  it('name the steps and inputs that are read, and not what is bound inside', () => {
    const { references } = parseExpression(
      'steps.topic.output.label + steps["other"].meta.ms + input.a["b"] + input.xs.map(steps, steps.inner).size() + cel.bind(item, index, item) + (has(steps.third.output) ? 1 : 2)',
    );
    expect(references.steps.map(({ id, path }) => [id, ...path].join('.'))).toEqual([
      'topic.output.label',
      'other.meta.ms',
      'third.output',
    ]);
    expect(references.inputs).toEqual([['a', 'b'], ['xs']]);
    expect(references.roots).toEqual(['steps', 'input', 'index']);
    expect(references.hasDynamicStep).toBe(false);
    expect(parseExpression('steps[input.name].output').references.hasDynamicStep).toBe(true);
  });
});
