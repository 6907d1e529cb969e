import { mysqlText } from './mysql-text.js';

describe('mysqlText', () => {
  it('writes each sort of value', () => {
    expect(
      mysqlText('VALUES (?, ?, ?, ?, ?, ?, ?)', [
        'it',
        7,
        -0.5,
        12345678901234567890n,
        true,
        null,
        new Uint8Array([0, 255]),
      ]),
    ).toBe("VALUES ('it', 7, -0.5, 12345678901234567890, 1, NULL, X'00ff')");
  });

  it.each([
    ["O'Hara", "'O''Hara'"],
    ["'; DROP TABLE runs; --", "'''; DROP TABLE runs; --'"],
    ['\\', "'\\\\'"],
    ["\\'", "'\\\\'''"],
    ['a\0b', "'a\\0b'"],
    ['{"say":"hello\n"}', '\'{"say":"hello\n"}\''],
    ['?', "'?'"],
  ])('keeps %j inside its quotes', (value, text) => {
    expect(mysqlText('SELECT ?', [value])).toBe(`SELECT ${text}`);
  });

  it('takes a mark in a value for what it is: a value', () => {
    expect(mysqlText('SELECT ?, ?', ['?', 1])).toBe("SELECT '?', 1");
  });

  it.each([[undefined], [NaN], [Infinity], [{}], [['a']], [new Date(0)]])('refuses %p without naming it', (value) => {
    expect(() => mysqlText('SELECT ?', [value as never])).toThrow(/^Parameter 1 of an SQL statement is /);
  });

  it.each([
    ['SELECT ?', [1, 2]],
    ['SELECT ?, ?', [1]],
  ])('refuses %j with %j: marks and values must be as many', (sql, params) => {
    expect(() => mysqlText(sql, params)).toThrow(TypeError);
  });
});
