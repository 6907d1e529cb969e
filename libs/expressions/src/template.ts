import { ExpressionError } from './error.js';
import { parseExpression, type Expression, type Scope } from './parse.js';
import type { References } from './references.js';
import { Budget, writeOut } from './values.js';

/** A text of the configuration, read once: literal parts and expressions, in order. */
export interface Template {
  readonly source: string;
  readonly parts: readonly (string | Expression)[];
  /** The whole text is one `{{ … }}`: it yields the value with its type. */
  readonly isValue: boolean;
}

const cache = new Map<string, Template>();

/**
 * Reads a text with `{{ expressions }}`. An expression ends where CEL's own lexer says: a `}}` inside its texts, comments or maps does not.
 * @throws ExpressionError; its position counts from the start of the expression.
 */
export function parseTemplate(source: string): Template {
  const known = cache.get(source);
  if (known) return known;
  const parts: (string | Expression)[] = [];
  for (const part of splitTemplate(source))
    parts.push(part.kind === 'text' ? part.text : parseExpression(part.source.trim()));
  const template = { source, parts, isValue: parts.length === 1 && typeof parts[0] !== 'string' };
  if (source.length <= 20_000) {
    if (cache.size >= 2_000) cache.delete(cache.keys().next().value!);
    cache.set(source, template);
  }
  return template;
}

/** The value of a template: typed when it is one expression, else text in which the values are written out. */
export function evaluate(template: Template | string, scope: Scope): unknown {
  const { parts, isValue, source } = typeof template === 'string' ? parseTemplate(template) : template;
  if (isValue) return (parts[0] as Expression).evaluate(scope);
  if (parts.length === 0) return source;
  const budget = new Budget();
  let text = '';
  for (const part of parts) text += typeof part === 'string' ? part : writeOut(part.evaluate(scope), budget);
  return text;
}

export type TemplatePart = { kind: 'text'; text: string } | { kind: 'expression'; source: string; at: number };

/** @throws ExpressionError when a `{{` is never closed. */
export function splitTemplate(source: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let from = 0;
  for (let open = source.indexOf('{{'); open >= 0; open = source.indexOf('{{', from)) {
    if (open > from) parts.push({ kind: 'text', text: source.slice(from, open) });
    const close = closingBraces(source, open + 2);
    if (close < 0) throw new ExpressionError('this {{ is not closed by }}', source.slice(open), 0);
    parts.push({ kind: 'expression', source: source.slice(open + 2, close), at: open + 2 });
    from = close + 2;
  }
  if (from < source.length) parts.push({ kind: 'text', text: source.slice(from) });
  return parts;
}

/** Position of the `}}` that ends the expression beginning at `from`, or -1. */
function closingBraces(source: string, from: number): number {
  let depth = 0;
  for (let i = from; i < source.length; i++) {
    const character = source[i];
    if (character === '"' || character === "'") i = endOfText(source, i);
    else if (character === '/' && source[i + 1] === '/') i = endOfLine(source, i);
    else if (character === '{') depth++;
    else if (character === '}' && depth > 0) depth--;
    else if (character === '}' && source[i + 1] === '}') return i;
    if (i < 0) return -1;
  }
  return -1;
}

/** Index of the last quote of the text literal that begins at `start`, or -2 when it never ends. */
function endOfText(source: string, start: number): number {
  const quote = source[start]!;
  const isTriple = source.startsWith(quote.repeat(3), start);
  for (let i = start + (isTriple ? 3 : 1); i < source.length; i++) {
    if (source[i] === '\\') i++;
    else if (source[i] === quote && (!isTriple || source.startsWith(quote.repeat(3), i))) return i + (isTriple ? 2 : 0);
    else if (!isTriple && source[i] === '\n') return -2;
  }
  return -2;
}

function endOfLine(source: string, start: number): number {
  const end = source.indexOf('\n', start);
  return end < 0 ? source.length : end;
}

/** What a text holds, for the checks of a whole workflow: never throws. */
export interface TemplateReading {
  /** `at`: where the expression's text begins in the template; positions of its references count from there. */
  expressions: { source: string; at: number; references: References }[];
  problems: { message: string; source: string; position: number }[];
  /** The whole text is one expression. */
  isValue: boolean;
}

export function inspectTemplate(source: string): TemplateReading {
  const reading: TemplateReading = { expressions: [], problems: [], isValue: false };
  try {
    const parts = splitTemplate(source);
    reading.isValue = parts.length === 1 && parts[0]?.kind === 'expression';
    for (const part of parts) if (part.kind === 'expression') inspectOne(part, reading);
  } catch (error) {
    note(error, reading);
  }
  return reading;
}

function inspectOne(part: { source: string; at: number }, reading: TemplateReading): void {
  const source = part.source.trim();
  const at = part.at + (part.source.length - part.source.trimStart().length);
  try {
    reading.expressions.push({ source, at, references: parseExpression(source).references });
  } catch (error) {
    note(error, reading);
  }
}

function note(error: unknown, reading: TemplateReading): void {
  if (!(error instanceof ExpressionError)) throw error;
  reading.problems.push({ message: error.summary, source: error.expression, position: error.position });
}
