import { fold } from '../text/fold.js';
import { patterns, placeOf } from '../text/pattern.js';
import { datesIn } from './dates.js';
import { overlaps, spansOf, type Found } from './found.js';
import { moneyIn } from './money.js';

/** What an identifier may belong to, and the words that stand before one. */
const subjects = {
  order: patterns('order, purchase, bestell, auftrag, pedido, compra, commande, achat'),
  invoice: patterns('invoice, rechnung, factura, facture, bill$'),
  ticket: patterns('ticket, case$, vorgang, caso, incident, dossier'),
  customer: patterns('customer, kunde, cliente, client, account, konto, cuenta, member, mitglied'),
  tracking: patterns('tracking, sendung, seguimiento, suivi, shipment, awb'),
  error: patterns('error, fehler, código de error, code d’erreur, erreur, fallo'),
  product: patterns(
    'serial, serien, model, modell, modelo, modèle, version, firmware, sku, article, artikel, artículo, part number',
  ),
} as const;
export type Subject = keyof typeof subjects;

/** The subject that a field's name or description speaks of. */
export const subjectOf = (words: string): Subject | undefined =>
  (Object.keys(subjects) as Subject[]).find((subject) =>
    subjects[subject].some((pattern) => placeOf(pattern, words) >= 0),
  );

const lettered = /(?<![\p{L}\d@.-])(?:\p{L}{1,6}[-_/#]?\d{2,}(?:[-/]\d+)*|\p{Lu}{2,5} \d{4,})(?![\p{L}\d@]|\.\d)/gu;
const bare = /(?<![\p{L}\d.,+/-])#?\d{4,}(?:-\d+)*(?![\p{L}\d%]|[.,-]\d)/gu;

/**
 * Identifiers such as HA-10432, INV2026-7 or, after a word that announces one, 10432; in upper case, the best fitting first.
 * @param subject whose identifier is wanted; those that follow another subject's word come last or are left out
 */
export function codesIn(text: string, subject?: Subject): Found<string>[] {
  const taken = [...datesIn(text), ...moneyIn(text)].map(({ span }) => span);
  const folded = fold(text);
  const rated = [...spansOf(text, lettered), ...spansOf(text, bare)]
    .filter(({ span }) => !taken.some((other) => other && overlaps(other, span)))
    .map(({ match, span }) => ({
      value: normalised(match[0]),
      span,
      fit: fit(match[0], announced(folded, span.start), subject),
    }));
  return rated.filter((code) => code.fit > 0).sort((a, b) => b.fit - a.fit || a.span.start - b.span.start);
}

const normalised = (written: string): string =>
  written
    .toUpperCase()
    .replace(/^#/, '')
    .replace(/^(\p{L}+) (\d)/u, '$1-$2');

function fit(written: string, announcedAs: Subject | undefined, wanted: Subject | undefined): number {
  const digits = written.replace(/\D/g, '').length;
  const isBare = /^[#\d]/.test(written);
  if (announcedAs && announcedAs === wanted) return 4 + Number(digits >= 3);
  // "The invoice for HA-10432" names an order as often as an invoice; an error or a model never does.
  if (announcedAs && wanted)
    return isBare || announcedAs === 'error' || announcedAs === 'product' || digits < 4 ? 0 : 1;
  if (isBare) return announcedAs && !wanted ? 2 : 0;
  return digits >= 3 ? 2 : 0;
}

/** The subject whose word stands nearest before a place, within the same clause. */
function announced(folded: string, at: number): Subject | undefined {
  const before =
    folded
      .slice(Math.max(0, at - 32), at)
      .split(/[.!?;\n]\s/)
      .at(-1) ?? '';
  let nearest: { subject: Subject; place: number } | undefined;
  for (const subject of Object.keys(subjects) as Subject[]) {
    for (const { regex } of subjects[subject]) {
      const place = lastPlace(before, regex);
      if (place >= 0 && place > (nearest?.place ?? -1)) nearest = { subject, place };
    }
  }
  return nearest?.subject;
}

const lastPlace = (text: string, regex: RegExp): number =>
  [...text.matchAll(new RegExp(regex.source, 'gu'))].at(-1)?.index ?? -1;
