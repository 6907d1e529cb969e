/**
 * Arithmetic and nothing else: no names but the functions below, no loops, so it always ends.
 * Grammar: sum = product (± product)*; product = signed (*,/,% signed)*; signed = ±signed | power; power = atom (^ signed)?
 */
const functions: Record<string, (...values: number[]) => number> = {
  abs: Math.abs,
  ceil: Math.ceil,
  floor: Math.floor,
  max: Math.max,
  min: Math.min,
  round: (value, digits = 0) => Number(`${Math.round(Number(`${value}e${digits}`))}e${-digits}`),
  sqrt: Math.sqrt,
};

const tokenShape = /\s*(?:(\d+(?:\.\d+)?(?:e[+-]?\d+)?|\.\d+)|([a-z]+)|([-+*/%^(),]))/giy;
const deepest = 100;

/** @throws Error that says what is wrong and where */
export function evaluateArithmetic(text: string): number {
  const reader = new Reader(tokensOf(text));
  const value = sum(reader);
  if (!reader.isAtEnd) throw new Error(`did not expect "${reader.next()}"`);
  if (!Number.isFinite(value)) throw new Error('the result is no finite number');
  return Number(value.toPrecision(15));
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  tokenShape.lastIndex = 0;
  while (tokenShape.lastIndex < text.trimEnd().length) {
    const at = tokenShape.lastIndex;
    const match = tokenShape.exec(text);
    if (!match) throw new Error(`did not understand "${text.slice(at).trim().slice(0, 20)}"`);
    tokens.push(match[0].trim().toLowerCase());
  }
  return tokens;
}

class Reader {
  private at = 0;
  depth = 0;

  constructor(private readonly tokens: string[]) {}

  get isAtEnd(): boolean {
    return this.at >= this.tokens.length;
  }

  take(...wanted: string[]): string | undefined {
    const token = this.tokens[this.at];
    if (token === undefined || !wanted.includes(token)) return undefined;
    this.at++;
    return token;
  }

  next(): string {
    const token = this.tokens[this.at++];
    if (token === undefined) throw new Error('the expression ends too early');
    return token;
  }

  expect(token: string): void {
    if (!this.take(token))
      throw new Error(`expected "${token}"${this.isAtEnd ? ' at the end' : ` before "${this.next()}"`}`);
  }
}

function sum(reader: Reader): number {
  if (++reader.depth > deepest) throw new Error(`more than ${deepest} levels`);
  let value = product(reader);
  for (let sign = reader.take('+', '-'); sign; sign = reader.take('+', '-')) {
    const right = product(reader);
    value = sign === '+' ? value + right : value - right;
  }
  reader.depth--;
  return value;
}

function product(reader: Reader): number {
  let value = signed(reader);
  for (let sign = reader.take('*', '/', '%'); sign; sign = reader.take('*', '/', '%')) {
    const right = signed(reader);
    if (sign !== '*' && right === 0) throw new Error('division by zero');
    value = sign === '*' ? value * right : sign === '/' ? value / right : value % right;
  }
  return value;
}

function signed(reader: Reader): number {
  let factor = 1;
  for (let sign = reader.take('+', '-'); sign; sign = reader.take('+', '-')) if (sign === '-') factor = -factor;
  return factor * power(reader);
}

function power(reader: Reader): number {
  const base = atom(reader);
  if (!reader.take('^')) return base;
  if (++reader.depth > deepest) throw new Error(`more than ${deepest} levels`);
  const exponent = signed(reader);
  reader.depth--;
  return base ** exponent;
}

function atom(reader: Reader): number {
  const token = reader.next();
  if (token === '(') {
    const value = sum(reader);
    reader.expect(')');
    return value;
  }
  if (/^[\d.]/.test(token)) return Number(token);
  if (Object.hasOwn(functions, token)) return call(reader, token);
  throw new Error(`did not expect "${token}"`);
}

function call(reader: Reader, name: string): number {
  reader.expect('(');
  const values = [sum(reader)];
  while (reader.take(',')) values.push(sum(reader));
  reader.expect(')');
  return functions[name]!(...values);
}
