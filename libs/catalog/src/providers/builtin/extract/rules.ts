import { classify } from '../classify/classify.js';
import { fold, wordsOf } from '../text/fold.js';
import { isFunctionWord } from '../text/language.js';
import { composeReply } from '../reply/compose.js';
import { summarize } from '../summarize.js';
import { subjectOf } from './codes.js';
import type { Field } from './field.js';
import { spanOf, spansOf, type Found } from './found.js';
import type { Letter } from './letter.js';
import { currencyCodes, parseAmount } from './money.js';

/** How the value of one sort of field is found. The first rule that fits a field decides. */
export interface Rule {
  id: string;
  fits(field: Field): boolean;
  find(letter: Letter, field: Field): Found[];
  /** Takes what the text says as a whole instead of one thing that is recognised. */
  vague?: boolean;
}

const anyWord = (list: string) => new RegExp(`(^| )(${list.split(' ').join('|')})( |$)`);
const said = (field: Field, words: RegExp): boolean => words.test(field.words) || words.test(field.description);
const named = (field: Field, words: RegExp): boolean => words.test(field.words);
const isNumeric = (field: Field): boolean => field.type === 'number' || field.type === 'integer';

const word = {
  date: anyWord('date day datum tag fecha dia jour deadline due until when on at'),
  money: anyWord(
    'amount price total sum cost costs value fee charge budget betrag preis summe kosten importe monto precio montant prix refund',
  ),
  currency: anyWord('currency wahrung waehrung moneda divisa devise'),
  code: anyWord('number no nr id code reference ref nummer numero kennung kennzeichen sku tracking'),
  email: anyWord('email mail correo courriel'),
  phone: anyWord('phone telephone tel mobile telefon telefonnummer handy telefono movil portable'),
  url: anyWord('url link website web uri'),
  person: anyWord(
    'name customer sender person contact author writer signature kunde absender nombre cliente remitente nom client expediteur',
  ),
  language: anyWord('language lang sprache idioma lengua langue locale'),
  quantity: anyWord('quantity count qty pieces units anzahl menge stuck cantidad unidades quantite nombre'),
  title: anyWord('subject title headline betreff titel asunto titulo objet titre'),
  summary: anyWord(
    'summary description problem issue reason request details complaint topic concern zusammenfassung beschreibung grund anliegen resumen motivo descripcion resume raison probleme',
  ),
  reply: anyWord('reply answer response draft message text body antwort entwurf respuesta borrador reponse brouillon'),
  search: anyWord('query question search term q prompt suche frage consulta pregunta recherche'),
};

export const rules: readonly Rule[] = [
  { id: 'const', fits: (field) => 'const' in field.schema, find: (_, field) => [{ value: field.schema['const'] }] },
  {
    id: 'currency',
    fits: (field) =>
      named(field, word.currency) ||
      Boolean(field.enum?.length && field.enum.every((value) => currencyCodes.has(String(value)))),
    find: (letter, field) =>
      letter.money
        .map(({ value, span }) => ({ value: value.currency, span }))
        .filter(({ value }) => !field.enum || field.enum.includes(value)),
  },
  {
    id: 'language',
    fits: (field) => named(field, word.language),
    find: (letter, field) => languageFound(letter, field),
  },
  { id: 'enum', fits: (field) => Boolean(field.enum), find: enumFound },
  { id: 'boolean', fits: (field) => field.type === 'boolean', find: booleanFound },
  {
    id: 'email',
    fits: (field) => field.format === 'email' || named(field, word.email),
    find: (letter) => letter.emails,
  },
  { id: 'url', fits: (field) => /^ur[il]/.test(field.format) || named(field, word.url), find: (letter) => letter.urls },
  {
    id: 'date',
    fits: (field) =>
      /^date(-time)?$/.test(field.format) ||
      (field.type === 'string' &&
        !named(field, word.code) &&
        (named(field, word.date) || /iso 8601|calendar date/.test(field.description))),
    find: datesFound,
  },
  { id: 'pattern', fits: (field) => Boolean(field.pattern) && !said(field, word.code), find: patternFound },
  {
    id: 'money',
    fits: (field) => isNumeric(field) && said(field, word.money) && !named(field, word.quantity),
    find: (letter, field) =>
      letter.money.map(({ value, span }) => ({
        value: /micros/.test(field.words) ? Math.round(value.amount * 1e6) : value.amount,
        span,
      })),
  },
  {
    id: 'phone',
    fits: (field) => field.format === 'phone' || named(field, word.phone),
    find: (letter) => letter.phones,
  },
  { id: 'code', fits: (field) => !isNumeric(field) && named(field, word.code), find: codesFound },
  { id: 'number', fits: isNumeric, find: numberFound },
  {
    id: 'person',
    fits: (field) =>
      named(field, word.person) && !/company|firma|product|produkt|file|empresa|producto/.test(field.words),
    find: (letter) => letter.writers,
  },
  { id: 'search', fits: (field) => named(field, word.search), find: (letter) => statement(letter, 200) },
  { id: 'title', vague: true, fits: (field) => named(field, word.title), find: titleFound },
  {
    id: 'summary',
    vague: true,
    fits: (field) => named(field, word.summary),
    find: (letter) => (letter.text.trim() ? [{ value: summarize(letter.text, 40) }] : []),
  },
  {
    id: 'reply',
    vague: true,
    fits: (field) => named(field, word.reply),
    find: (letter) => [{ value: composeReply(letter) }],
  },
];

function languageFound(letter: Letter, field: Field): Found[] {
  const names = {
    en: /^en|english|englisch|ingles|anglais/,
    de: /^de|german|deutsch|aleman|allemand/,
    es: /^es|spanish|spanisch|espanol|espagnol/,
    fr: /^fr|french|franzos|frances|francais/,
  };
  if (!field.enum) return [{ value: letter.language }];
  const value = field.enum.find((entry) => names[letter.language].test(fold(String(entry))));
  return value === undefined ? [] : [{ value }];
}

/** A value that the text names; else the one that the text is about. */
function enumFound(letter: Letter, field: Field): Found[] {
  const values = field.enum ?? [];
  const mentioned = values.flatMap((value) => {
    const at = letter.folded.search(
      new RegExp(
        `(?<![\\p{L}\\d])${fold(String(value)).replace(/[^\p{L}\d]+/gu, '[^\\p{L}\\d]+')}(?![\\p{L}\\d])`,
        'u',
      ),
    );
    return at >= 0 && String(value) ? [{ value, span: spanOf(letter.original, at, String(value).length) }] : [];
  });
  const labels = values.map((value) => ({ label: String(value) }));
  const verdict = classify(letter.text, labels);
  const chosen = values.find((value) => String(value) === verdict.label);
  if (mentioned.length === 1 && verdict.confidence < 0.6) return mentioned;
  return chosen === undefined || verdict.confidence < 1.2 / Math.max(2, values.length)
    ? mentioned
    : [{ value: chosen }];
}

/** True when the text is about what the field's name says. Silence means false. */
function booleanFound(letter: Letter, field: Field): Found[] {
  const name = field.words.replace(/^(is|has|wants|needs|ist|hat|es|tiene|est|a) /, '');
  const { label } = classify(letter.text, [{ label: name, description: field.description }, { label: 'other' }]);
  return [{ value: label === name }];
}

function datesFound(letter: Letter, field: Field): Found[] {
  const hints = contentWords(field).filter((entry) => !word.date.test(entry));
  const ranked = [...letter.dates].sort((a, b) => nearness(letter, b, hints) - nearness(letter, a, hints));
  return field.format === 'date-time'
    ? ranked.map(({ value, span }) => ({ value: `${value}T00:00:00Z`, span }))
    : ranked;
}

/** How many of a field's own words stand shortly before a value. */
function nearness(letter: Letter, { span }: Found, hints: readonly string[]): number {
  const before = span ? letter.folded.slice(Math.max(0, span.start - 40), span.start) : '';
  return hints.filter((hint) => before.includes(hint.slice(0, 5))).length;
}

function patternFound(letter: Letter, field: Field): Found[] {
  const pattern = field.pattern as RegExp;
  return spansOf(letter.text, /[^\s,;()"'<>]{1,64}/gu).flatMap(({ span }) => {
    const bare = span.text.replace(/[.:!?]+$/, '');
    return pattern.test(bare) ? [{ value: bare, span: { ...span, end: span.start + bare.length, text: bare } }] : [];
  });
}

function codesFound(letter: Letter, field: Field): Found[] {
  const subject = subjectOf(field.words) ?? subjectOf(field.description);
  return letter.codes(subject).flatMap(({ value, span }) => {
    const fitting = spellings(value, field).find((spelling) => !field.pattern || field.pattern.test(spelling));
    return fitting === undefined ? [] : [{ value: fitting, span }];
  });
}

/** A code as written, without its separators, and with the prefix that the schema's pattern or example begins with. */
function spellings(code: string, field: Field): string[] {
  const prefix = /^\^?([\p{L}]+[-_/#]?)/u.exec(field.pattern?.source ?? field.examples[0] ?? '')?.[1] ?? '';
  const digits = /^\d+$/.test(code) ? [prefix + code] : [];
  return [...digits, code, code.replace(/[-_/ ]/g, ''), code.replace(/(\p{L})(\d)/u, '$1-$2'), code.toLowerCase()];
}

/** A number that stands next to one of the field's words, or, for quantities, before a word for pieces. */
function numberFound(letter: Letter, field: Field): Found[] {
  const hints = contentWords(field);
  const taken = [...letter.dates, ...letter.money, ...letter.codes()].flatMap(({ span }) => span ?? []);
  return spansOf(letter.folded, /(?<![\p{L}\d.,-])\d+(?:[.,]\d+)?(?![\p{L}\d]|[.,]\d)/gu).flatMap(({ match, span }) => {
    if (taken.some((other) => other.start < span.end && span.start < other.end)) return [];
    const near = letter.folded.slice(Math.max(0, span.start - 24), span.end + 24);
    const fits =
      hints.some((hint) => near.includes(hint.slice(0, 5))) ||
      (named(field, word.quantity) &&
        /^\s*(x |pcs|pieces|units|items|stuck|unidades|unites|×)/.test(letter.folded.slice(span.end)));
    const value = parseAmount(match[0]);
    return fits && (field.type !== 'integer' || Number.isInteger(value))
      ? [{ value, span: spanOf(letter.original, span.start, match[0].length) }]
      : [];
  });
}

function titleFound(letter: Letter): Found[] {
  const line = letter.text.split('\n').find((entry) => entry.trim()) ?? '';
  const title = line
    .replace(/^\s*(subject|betreff|asunto|objet)\s*:\s*/i, '')
    .trim()
    .slice(0, 120);
  return title ? [{ value: title, span: spanOf(letter.original, letter.text.indexOf(title), title.length) }] : [];
}

function statement(letter: Letter, longest: number): Found[] {
  const first = letter.statements.find(({ text }) => text.includes('?')) ?? letter.statements[0];
  if (!first) return [];
  const value = first.text.slice(0, longest);
  return [{ value, span: spanOf(letter.original, first.start, value.length) }];
}

const contentWords = (field: Field): string[] =>
  wordsOf(`${field.words} ${field.description}`).filter((entry) => entry.length > 3 && !isFunctionWord(entry));
