import { csvOf } from './csv.js';

describe('CSV', () => {
  it('has a head, and lines that end as the standard says', () =>
    expect(csvOf(['Day', 'Runs'], [['2026-11-20', 3]])).toBe('\uFEFFDay,Runs\r\n2026-11-20,3\r\n'));
  it('quotes what needs it', () => expect(csvOf(['a'], [['x, "y"\nz']])).toBe('\uFEFFa\r\n"x, ""y""\nz"\r\n'));
  it('A13: runs nothing in a spreadsheet, and leaves negative numbers numbers', () =>
    expect(csvOf(['a', 'b'], [['=HYPERLINK("x")', -3]])).toBe('\uFEFFa,b\r\n"\'=HYPERLINK(""x"")",-3\r\n'));
  it('leaves out what is not known', () => expect(csvOf(['a', 'b'], [[null, undefined]])).toBe('\uFEFFa,b\r\n,\r\n'));
});
