import { createHash } from 'node:crypto';
import { exampleScope, ExpressionError, functionReference, parseExpression } from './index.js';
import { functions } from './functions.js';
import { macros } from './macros.js';

const value = (source: string, scope: Record<string, unknown> = {}): unknown => parseExpression(source).evaluate(scope);
const failure = (source: string, scope: Record<string, unknown> = {}): ExpressionError => {
  try {
    value(source, scope);
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
  throw new Error(`${source} did not fail`);
};

describe('the reference of functions', () => {
  const all = functionReference.flatMap(({ callables }) => callables);

  it.each(all)('$example.0', ({ example: [source, gives] }) => expect(value(source, exampleScope)).toEqual(gives));

  it('names everything that can be called, and nothing else', () => {
    const named = new Set(all.map(({ name }) => name));
    const callable = [...Object.keys(functions), ...Object.keys(macros).map((name) => name.replace('.', ''))];
    expect([...named].sort()).toEqual([...new Set(callable)].sort());
    for (const { name, signature, does } of all) {
      expect(signature).toContain(`${name}(`);
      expect(does).toMatch(/\.$/);
    }
  });
});

describe('lists and maps', () => {
  it.each<[string, unknown]>([
    ['[].first()', null],
    ['[{"a": 1}].maxBy(x, x.a)', { a: 1 }],
    ['[].minBy(x, x)', null],
    ['[3, 1].sortByDesc(x, x)', [3, 1]],
    ['{"b": 1, "a": 2}.map(k, k)', ['b', 'a']],
    ['["a", "b"].toMap(x, x)', { a: 'a', b: 'b' }],
    ['merge({"a": {"x": 1}}, {"a": {"y": 2}})', { a: { y: 2 } }],
    ['get({"a": null}, "a.b", "–")', '–'],
    ['get([1, 2], "1")', 2],
    ['get("text", "length")', null],
    ['range(3, 3)', []],
    ['zip([], [])', []],
    ['["a", "b"].indexOf("b")', 1],
    ['isEmpty("") && isEmpty({}) && isEmpty(null) && !isEmpty(0) && !isEmpty(false)', true],
    ['sum([])', 0],
    ['clamp(-1, 0, 9)', 0],
    ['round(-2.5) + round(2.5)', 0],
    ['formatNumber(0.5, 0)', '1'],
  ])('%s', (source, expected) => expect(value(source)).toEqual(expected));

  it('takes no field for the prototype', () => {
    const given = { pairs: [['__proto__', { polluted: 1 }]] };
    const made = value('fromEntries(pairs)', given) as Record<string, unknown>;
    expect(Object.hasOwn(made, '__proto__')).toBe(true);
    expect(made['polluted']).toBeUndefined();
    expect(value('get({}, "__proto__")')).toBeNull();
    expect(value('get({}, "constructor.name")')).toBeNull();
    expect(value('merge(fromEntries(pairs), {"a": 1}).keys()', given)).toEqual(['__proto__', 'a']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each([
    ['sum(["a"])', 'expected a list of numbers, got text'],
    ['keys([1])', 'expected a map, got list'],
    ['pick({}, [1])', 'expected a list of names, got number'],
    ['fromEntries([1])', 'expected items such as'],
    ['take([1], -1)', 'the number of items is a whole number from 0 to 1000000'],
    ['chunk([1], 0)', 'the size of a chunk is a whole number from 1'],
    ['range(0, 1e9)', 'too much work'],
    ['repeat("x", 1000001)', 'the number of times is a whole number'],
    ['"x".repeat(1000000).repeat(1000)', 'at most'],
    ['pow(10, 400)', 'no number that JSON knows'],
    ['avg([])', 'an empty list has no average'],
    ['formatMoney(1, "EURO")', 'expected a language'],
    ['formatNumber(1, 2, "no language")', 'expected a language'],
    ['first(1, 2)', 'first takes 1 arguments, not 2'],
    ['merge()', 'merge takes 1 to 32 arguments'],
  ])('%s fails', (source, summary) => expect(failure(source).summary).toContain(summary));
});

describe('times', () => {
  it.each<[string, unknown]>([
    // 29 March 2026: the clocks of Berlin skip from 2 to 3; 25 October: they show 2 to 3 twice.
    ['addDuration("2026-03-28T02:30:00+01:00", "P1D", "Europe/Berlin")', '2026-03-29T01:30:00.000Z'],
    ['addDuration("2026-03-28T12:00:00+01:00", "PT24H", "Europe/Berlin")', '2026-03-29T11:00:00.000Z'],
    ['addDuration("2026-10-24T02:30:00+02:00", "P1D", "Europe/Berlin")', '2026-10-25T00:30:00.000Z'],
    ['addDuration("2026-01-31T10:00:00Z", "P1M")', '2026-02-28T10:00:00.000Z'],
    ['addDuration("2026-03-31T10:00:00Z", "-P1M1D")', '2026-02-27T10:00:00.000Z'],
    ['addDuration("2024-02-29T00:00:00Z", "P1Y")', '2025-02-28T00:00:00.000Z'],
    ['addDuration(0, "PT0.5S")', '1970-01-01T00:00:00.500Z'],
    ['startOf("2026-03-29T12:00:00Z", "day", "Europe/Berlin")', '2026-03-28T23:00:00.000Z'],
    ['endOf("2026-03-29T12:00:00Z", "day", "Europe/Berlin")', '2026-03-29T21:59:59.999Z'],
    ['startOf("2026-11-22T12:00:00Z", "week")', '2026-11-16T00:00:00.000Z'],
    ['startOf("2026-11-22T12:00:00Z", "quarter")', '2026-10-01T00:00:00.000Z'],
    ['endOf("2026-11-22T12:00:00Z", "year", "Asia/Kolkata")', '2026-12-31T18:29:59.999Z'],
    ['startOf("2026-11-22T12:40:10Z", "hour", "Asia/Kolkata")', '2026-11-22T12:30:00.000Z'],
    ['diff("2026-03-28T12:00:00+01:00", "2026-03-29T12:00:00+02:00", "hours")', 23],
    ['diff("2026-03-28T12:00:00+01:00", "2026-03-29T12:00:00+02:00", "days", "Europe/Berlin")', 1],
    ['diff("2026-01-15T00:00:00Z", "2026-02-01T00:00:00Z", "months") > 0.5', true],
    ['diff("2027-01-01T00:00:00Z", "2025-01-01T00:00:00Z", "years")', -2],
    ['datePart("2021-01-03T12:00:00Z", "week")', 53],
    ['datePart("2024-12-30T12:00:00Z", "week")', 1],
    ['inZone("2026-01-01T00:00:00Z", "America/St_Johns")', '2025-12-31T20:30:00.000-03:30'],
    ['inZone("2026-01-01T00:00:00Z", "UTC")', '2026-01-01T00:00:00.000Z'],
    ['formatDate(0, "EEEE, d MMMM yyyy\'T\'HH:mm:ss.SSS XXX")', 'Thursday, d January 1970T00:00:00.000 Z'],
    ['formatDate("2026-12-24T23:30:00Z", "MMM dd", "Pacific/Auckland")', 'Dec 25'],
    ['parseDate("2026-03-29 02:30", "yyyy-MM-dd HH:mm", "Europe/Berlin")', '2026-03-29T01:30:00.000Z'],
    ['parseDate("2026-10-25 02:30", "yyyy-MM-dd HH:mm", "Europe/Berlin")', '2026-10-25T00:30:00.000Z'],
    ['parseDate("20261224T180500", "yyyyMMdd\'T\'HHmmss")', '2026-12-24T18:05:00.000Z'],
    ['["2026-02-01", "2026-01-01"].map(x, timestamp(x)).min()', '2026-01-01T00:00:00.000Z'],
  ])('%s', (source, expected) => expect(value(source)).toEqual(expected));

  it('agree with a walk through a year in twelve zones', () => {
    const zones = [
      'UTC',
      'Europe/Berlin',
      'Europe/London',
      'America/New_York',
      'America/Sao_Paulo',
      'America/St_Johns',
      'Asia/Kolkata',
      'Asia/Tokyo',
      'Australia/Lord_Howe',
      'Pacific/Auckland',
      'Africa/Casablanca',
      'Asia/Tehran',
    ];
    for (const zone of zones)
      for (let day = 0; day < 365; day += 5) {
        const at = new Date(Date.UTC(2026, 0, 1 + day, 12)).toISOString();
        const start = value(`startOf("${at}", "day", "${zone}")`) as string;
        expect(
          value(
            `parseDate(formatDate("${start}", "yyyy-MM-dd HH:mm:ss", "${zone}"), "yyyy-MM-dd HH:mm:ss", "${zone}")`,
          ),
        ).toBe(start);
        const end = value(`endOf("${at}", "day", "${zone}")`) as string;
        const next = value(`startOf(addDuration("${start}", "P1D", "${zone}"), "day", "${zone}")`) as string;
        expect([zone, Date.parse(next) - Date.parse(end)]).toEqual([zone, 1]);
      }
  });

  it.each([
    'timestamp("yesterday")',
    'timestamp(null)',
    'startOf(0, "fortnight")',
    'startOf(0, "constructor")',
    'datePart(0, "toString")',
    'addDuration(0, "1 day")',
    'addDuration(0, "P")',
    'addDuration(0, "P9999999999999Y")',
    'inZone(0, "Mars/Olympus")',
    'inZone(0, 5)',
    'parseDate("31.02.2026", "dd.MM.yyyy")',
    'parseDate("1.2.2026", "dd.MM.yyyy")',
    'parseDate("2026-01-01x", "yyyy-MM-dd")',
    'parseDate("Mon", "EEE")',
    'formatDate(0, "MMM", "UTC", "no language")',
  ])('%s fails', (source) => expect(failure(source)).toBeInstanceOf(ExpressionError));
});

describe('encodings', () => {
  it.each(['', 'a', 'hä 🎈', 'x'.repeat(1000)])('of %j are those of others', (source) => {
    expect(value('sha256(s)', { s: source })).toBe(createHash('sha256').update(source).digest('hex'));
    expect(value('base64Encode(s)', { s: source })).toBe(Buffer.from(source).toString('base64'));
    expect(value('base64Decode(base64Encode(s))', { s: source })).toBe(source);
    expect(value('urlDecode(urlEncode(s))', { s: source })).toBe(source);
    expect(value('uuid(s)', { s: source })).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  it.each(['base64Decode("*")', 'base64Decode("/w==")', 'urlDecode("%")', 'sha256(1)'])('%s fails', (source) =>
    expect(failure(source)).toBeInstanceOf(ExpressionError),
  );
});

describe('A13: patterns cannot explode', () => {
  const long = 'a'.repeat(100_000);
  it.each([
    ['nested repetition', 's.matches("^(a+)+$")', { s: `${long}b` }],
    ['alternatives', 's.matches("^(a|aa)+$")', { s: `${long}b` }],
    ['many groups', 's.capture("(.*)(.*)(.*)(.*)(.*)(.*)b")', { s: long }],
    ['a match of nothing everywhere', 's.findAll("(?:a*b)?")', { s: long }],
    ['the rest read for each match', 's.findAll("a|a.*b")', { s: long }],
    ['a large pattern', 's.matches("(x?){1000}")', { s: long }],
    ['a larger pattern', 's.matches("((a{1,100}){1,100}){1,100}")', { s: long }],
    [
      'many large patterns',
      'n.map(i, s.matches("(x?){400}" + i))',
      { s: 'x', n: Array.from({ length: 1000 }, (_, i) => i) },
    ],
    ['a long pattern', 's.matches(p)', { s: 'x', p: '(a|b)'.repeat(400) }],
    [
      'many searches',
      'n.map(i, n.map(j, s.matches("(a|b)+c")))',
      { s: long, n: Array.from({ length: 100 }, (_, i) => i) },
    ],
    ['texts that grow', 's.replaceMatches("a", s)', { s: long }],
  ])('A13: %s', (_name, source, scope) => {
    const before = performance.now();
    try {
      value(source, scope);
    } catch (error) {
      expect(error).toBeInstanceOf(ExpressionError);
    }
    expect(performance.now() - before).toBeLessThan(5000);
  });

  it('A13: reading and compiling them is charged', () => {
    const n = Array.from({ length: 1000 }, (_, i) => i);
    expect(failure('n.map(i, "x".matches("(y?){400}" + i))', { n }).summary).toContain('too much work');
    expect(failure('n.map(i, s.matches("(a|b)+c"))', { n, s: long }).summary).toContain('too much work');
  });

  it('find what they should in texts of a usual size', () => {
    const letter = 'Dear Ann, order HA-12345 of 2026-11-20 cost 12.50 EUR.\n'.repeat(100);
    expect((value('s.findAll("[A-Z]{2}-[0-9]+")', { s: letter }) as unknown[]).length).toBe(100);
    expect((value('s.findAll("[a-zA-Z]+")', { s: letter }) as unknown[]).length).toBe(700);
    expect(value('s.matches("(?i)ORDER ha-\\\\d+")', { s: letter })).toBe(true);
    expect(value('s.capture("cost ([0-9.]+) ([A-Z]{3})")', { s: letter })).toEqual(['12.50', 'EUR']);
    expect(value('"a1b22".replaceMatches("[0-9]+", "$0")')).toBe('a$0b$0');
    expect(value('"héllo wörld".findAll("\\\\pL+")')).toEqual(['héllo', 'wörld']);
    expect(value('find("abc", "x")')).toBeNull();
    expect(value('capture("abc", "(x)?abc")')).toEqual([null]);
  });

  it('say what is wrong with them', () => {
    expect(failure('"x".matches("(")').summary).toContain('this is no pattern: missing closing )');
    expect(failure('"x".matches("(?=x)")').summary).toContain('this is no pattern');
  });
});
