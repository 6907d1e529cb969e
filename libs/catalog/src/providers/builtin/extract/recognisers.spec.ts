import { codesIn } from './codes.js';
import { emailsIn, phonesIn, urlsIn, writersIn } from './contacts.js';
import { datesIn } from './dates.js';
import { moneyIn, parseAmount } from './money.js';

const values = (found: { value: unknown }[]) => found.map(({ value }) => value);

describe('parseAmount', () => {
  it.each([
    ['1.299,00', 1299],
    ['1,299.00', 1299],
    ['1 299', 1299],
    ["1'299.50", 1299.5],
    ['89,9', 89.9],
    ['4,500,000', 4_500_000],
    ['12.50', 12.5],
  ])('%s', (written, amount) => expect(parseAmount(written)).toBe(amount));
});

describe('moneyIn', () => {
  it.each([
    ['please refund €249.00 to me', 249, 'EUR'],
    ['jeweils mit 129,90 € belastet', 129.9, 'EUR'],
    ['es waren 89 euro', 89, 'EUR'],
    ['EUR 1.898,00, dated', 1898, 'EUR'],
    ['my £89.00 back', 89, 'GBP'],
    ['only $1,199.', 1199, 'USD'],
    ['20 dólares', 20, 'USD'],
    ['50 Franken', 50, 'CHF'],
    ['49,- € pro Stück', 49, 'EUR'],
  ])('%s', (text, amount, currency) => expect(values(moneyIn(text))[0]).toEqual({ amount, currency }));

  it('takes no number without a currency, and no part of another number', () => {
    expect(moneyIn('order 10432, version 4.2.1, 43% done, eurozone 5')).toEqual([]);
  });

  it('puts the amount that is asked for before one that it is compared with', () => {
    const text = 'The page said it costs $99.00. I was charged $119.00 for it.';
    expect(values(moneyIn(text))).toEqual([
      { amount: 119, currency: 'USD' },
      { amount: 99, currency: 'USD' },
    ]);
  });
});

describe('datesIn', () => {
  it.each([
    ['on 2026-11-02 because', '2026-11-02'],
    ['vom 04.11.2026 stehen', '2026-11-04'],
    ['Bestellung vom 30.10.2026.', '2026-10-30'],
    ['el 06/11/2026 .', '2026-11-06'],
    ['am 4.11.26', '2026-11-04'],
    ['2 November 2026', '2026-11-02'],
    ['November 2nd, 2026', '2026-11-02'],
    ['2. März 2026', '2026-03-02'],
    ['2 de noviembre de 2026', '2026-11-02'],
    ['le 1er août 2026', '2026-08-01'],
    ['11/25/2026', '2026-11-25'],
  ])('%s', (text, date) => expect(values(datesIn(text))).toEqual([date]));

  it.each(['yesterday', 'on 31.02.2026', 'version 4.2.1', 'IP 10.11.20.26', 'May I ask 12 things', 'on 5 May'])(
    'finds none in "%s"',
    (text) => {
      expect(datesIn(text)).toEqual([]);
    },
  );
});

describe('codesIn', () => {
  it.each([
    ['The headphones from order HA-10432 back', 'HA-10432'],
    ['order is ha-10409. pls help', 'HA-10409'],
    ['Bestellnummer 4711-22', '4711-22'],
    ['Meine Bestellnummer ist 471122.', '471122'],
    ['invoice INV-2026001 for pedido 889900', '889900'],
    ['da el error "E-504", pedido HA-10453', 'HA-10453'],
    ['TV is an LG C3, firmware 1.8.0, 2026-11-05', undefined],
    ['die Rechnung zu HA-10363', 'HA-10363'],
  ])('%s', (text, code) => expect(values(codesIn(text, 'order'))[0]).toBe(code));

  it('says where it stands', () => {
    const text = 'Order no. A-1042!';
    expect(codesIn(text, 'order')[0]?.span).toEqual({ start: 10, end: 16, text: 'A-1042' });
  });
});

describe('contacts', () => {
  it('finds addresses, numbers and links', () => {
    const text = 'Write to ada.l@example.co.uk, call +49 (0)30 1234-567 or see https://example.com/a?b=1.';
    expect(values(emailsIn(text))).toEqual(['ada.l@example.co.uk']);
    expect(values(phonesIn(text))).toEqual(['+490301234567']);
    expect(values(urlsIn(text))).toEqual(['https://example.com/a?b=1']);
  });

  it.each([
    ['Hello,\nit is broken.\n\nKind regards\nAda Lovelace', 'Ada Lovelace'],
    ['Hallo\nkaputt.\n\nGruß Miriam', 'Miriam'],
    ['From: Marta Novak <m@example.com>\nHi there', 'Marta Novak'],
    ['Guten Tag, mein Name ist Jörg Müller und', 'Jörg Müller'],
    ['hi\nthis is broken', undefined],
  ])('%s', (text, name) => expect(values(writersIn(text))[0]).toBe(name));
});
