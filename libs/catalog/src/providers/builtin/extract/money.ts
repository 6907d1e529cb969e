import { fold } from '../text/fold.js';
import { patterns, placeOf } from '../text/pattern.js';
import { sentencesOf } from '../text/sentences.js';
import { spansOf, type Found } from './found.js';

export interface Money {
  amount: number;
  /** ISO 4217. */
  currency: string;
}

/** How people write currencies → ISO 4217. Words are matched as a whole, without regard to case. */
const currencies: Record<string, string> = {
  '€': 'EUR',
  eur: 'EUR',
  euro: 'EUR',
  euros: 'EUR',
  $: 'USD',
  us$: 'USD',
  usd: 'USD',
  dollar: 'USD',
  dollars: 'USD',
  dólares: 'USD',
  bucks: 'USD',
  '£': 'GBP',
  gbp: 'GBP',
  pound: 'GBP',
  pounds: 'GBP',
  quid: 'GBP',
  pfund: 'GBP',
  libras: 'GBP',
  chf: 'CHF',
  franken: 'CHF',
  francs: 'CHF',
  sfr: 'CHF',
  sek: 'SEK',
  nok: 'NOK',
  dkk: 'DKK',
  pln: 'PLN',
  zł: 'PLN',
  czk: 'CZK',
  huf: 'HUF',
  '¥': 'JPY',
  jpy: 'JPY',
  yen: 'JPY',
  cny: 'CNY',
  cad: 'CAD',
  aud: 'AUD',
  nzd: 'NZD',
  inr: 'INR',
  '₹': 'INR',
  mxn: 'MXN',
  brl: 'BRL',
};
export const currencyCodes: ReadonlySet<string> = new Set(Object.values(currencies));

const number = String.raw`\d{1,3}(?:[.,'’\u00a0\u202f ]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?`;
const words = Object.keys(currencies)
  .filter((name) => /\p{L}{2}/u.test(name))
  .sort((a, b) => b.length - a.length)
  .join('|');
const sign = `(?:us\\$|[€$£¥₹]|(?<!\\p{L})(?:${words})(?!\\p{L}))`;
const money = new RegExp(
  `(?<before>${sign})\\s?(?<a>${number})(?![\\d%])|(?<![\\d.,-])(?<b>${number})(?:,-|,–|\\.-)?\\s?(?<after>${sign})`,
  'giu',
);

/** `1.299,00`, `1,299.00`, `1 299`, `89,9` → the number. A lone separator before three digits groups thousands. */
export function parseAmount(written: string): number {
  const bare = written.replace(/['’\s\u00a0\u202f]/g, '');
  const decimal = /[.,](\d{1,2})$/.exec(bare);
  const whole = (decimal ? bare.slice(0, -decimal[0].length) : bare).replace(/[.,]/g, '');
  return Number(decimal ? `${whole}.${decimal[1]}` : whole);
}

/** Amounts with a currency, the one that the text is about first: where it is asked for, charged or billed. */
export function moneyIn(text: string): Found<Money>[] {
  const found = spansOf(text, money).map(({ match, span }) => {
    const { before, a, b, after } = match.groups as Record<string, string | undefined>;
    const currency = currencies[(before ?? after ?? '').toLowerCase()] ?? '';
    return { value: { amount: parseAmount(a ?? b ?? ''), currency }, span };
  });
  if (found.length < 2) return found;
  const sentences = sentencesOf(text);
  const weight = (entry: (typeof found)[number]): number => {
    const sentence = sentences.find(({ start, end }) => entry.span.start >= start && entry.span.start < end);
    const folded = fold(sentence?.text ?? '');
    const near = fold(text.slice(Math.max(0, entry.span.start - 25), entry.span.start));
    return Number(concerned.some((pattern) => placeOf(pattern, folded) >= 0)) - Number(compared.test(near));
  };
  return found
    .map((entry) => ({ entry, by: weight(entry) }))
    .sort((x, y) => y.by - x.by)
    .map(({ entry }) => entry);
}

const concerned = patterns(
  'refund, reimburs, money back, charged, invoice, pay back, billed, claim, erstatt, zurück, abgebucht, belastet, rechnung, mahnung, berechnet, eingezogen, reembols, devolu, devuelv, cobr, factura, abon, cargo, rembours, factur, débit, prélev',
);
/** Words before an amount that is only compared with. */
const compared =
  /(instead of|statt|rather than|anstelle von|en (lugar|vez) de|au lieu de|worth|costs?|for only|nur)\s*$/;
