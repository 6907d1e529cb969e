import {
  Composer,
  type CST,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  Parser,
  type Document,
  type Node,
  type Pair,
} from 'yaml';
import { AppError, type Issue } from '#libs/contracts';
import { TookTooLong, withinTime } from '#libs/platform/json-schema';
import { limits, pathText } from '#libs/workflow';

/** Characters of a document as a text. The largest workflow takes a third of it. */
export const longestText = 2 * 1024 * 1024;
/** Marks, blanks, line ends and values of which it consists: they are what memory goes into, some 2 KiB each. */
const mostParts = 300_000;
const readMs = 5000;
const mostIssues = 20;
/** A definition's own depth, and what an export puts around it. */
const deepest = limits.jsonDepth + 4;

const standardTag = /^tag:yaml\.org,2002:(str|int|float|bool|null|map|seq)$/;

/**
 * Reads YAML 1.2 or JSON as a JSON value. It comes from anybody: there are no aliases (so that nothing multiplies), no tags of its own, keys are
 * texts and stand once, numbers are finite, depth, size and time are bounded.
 * @throws DOCUMENT_UNREADABLE, BODY_TOO_LARGE; each issue with line and column
 */
export function readText(text: string): unknown {
  if (text.length > longestText)
    throw new AppError('BODY_TOO_LARGE', { detail: `A document may have at most ${longestText} characters` });
  const reading = new Reading();
  try {
    const value = withinTime(readMs, () => reading.read(text));
    if (reading.issues.length === 0) return value;
  } catch (error) {
    if (!(error instanceof TookTooLong)) throw error;
    throw unreadable([{ path: '', message: 'takes too long to read' }]);
  }
  throw unreadable(reading.issues);
}

const unreadable = (issues: Issue[]) =>
  new AppError('DOCUMENT_UNREADABLE', {
    detail: issues[0]!.path === '' ? issues[0]!.message : `${issues[0]!.path}: ${issues[0]!.message}`,
    issues,
  });

type Path = readonly (string | number)[];

class Reading {
  readonly issues: Issue[] = [];
  private readonly lines = new LineCounter();
  private hasDocument = false;

  read(text: string): unknown {
    const tokens = this.tokensOf(text);
    if (!tokens) return undefined;
    const composer = new Composer({
      schema: 'core',
      version: '1.2',
      strict: true,
      stringKeys: true,
      // Looked at below: the library compares every key with every other.
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'silent',
    });
    const [document] = composer.compose(tokens, true, text.length) as Iterable<Document.Parsed>;
    if (!document) return null;
    for (const { message, pos } of [...document.errors, ...document.warnings].slice(0, mostIssues))
      this.add([], lowerFirst(message), pos[0]);
    return this.issues.length > 0 ? undefined : this.valueOf(document.contents, []);
  }

  /**
   * The first pass, which needs no recursion. What is too deep or too much ends here: the second pass would end the process (an expression
   * that is compiled at the end of the stack cannot be caught).
   */
  private tokensOf(text: string): CST.Token[] | undefined {
    this.lines.addNewLine(0);
    const parser = new Parser(this.lines.addNewLine);
    const tokens: CST.Token[] = [];
    let parts = 0;
    for (const part of new Lexer().lex(text)) {
      for (const token of parser.next(part)) if (!this.take(token, tokens)) return undefined;
      if (++parts > mostParts) return this.add([], `has more than ${mostParts} parts`, parser.offset);
      if (parser.stack.length > deepest * 2) return this.add([], `nests deeper than ${deepest} levels`, parser.offset);
    }
    for (const token of parser.end()) if (!this.take(token, tokens)) return undefined;
    return tokens;
  }

  private take(token: CST.Token, tokens: CST.Token[]): boolean {
    tokens.push(token);
    if (token.type === 'document' && this.hasDocument)
      this.add([], 'only one document is taken at a time', token.offset);
    this.hasDocument ||= token.type === 'document';
    return this.issues.length === 0;
  }

  private valueOf(node: Node | null, path: Path): unknown {
    if (node === null) return null;
    const at = node.range?.[0] ?? 0;
    if (path.length > deepest) return this.add(path, `nests deeper than ${deepest} levels`, at);
    if (isAlias(node)) return this.add(path, 'aliases (*name) are not taken here; write the value out', at);
    if ('anchor' in node && node.anchor !== undefined) return this.add(path, 'anchors (&name) are not taken here', at);
    if (node.tag !== undefined && !standardTag.test(node.tag))
      return this.add(path, `the tag ${node.tag} is not taken here`, at);
    if (isScalar(node)) return this.scalar(node.value, path, at);
    if (isSeq(node)) return node.items.map((item, index) => this.valueOf(item as Node | null, [...path, index]));
    return isMap(node) ? this.object(node.items as Pair[], path, at) : this.add(path, 'is no JSON value', at);
  }

  private scalar(value: unknown, path: Path, at: number): unknown {
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    return this.add(path, 'expected a finite number', at);
  }

  private object(pairs: Pair[], path: Path, at: number): unknown {
    const entries = new Map<string, unknown>();
    for (const { key, value } of pairs) {
      const place = (key as Node | null)?.range?.[0] ?? at;
      const name = isScalar(key) ? key.value : undefined;
      if (typeof name !== 'string') this.add(path, 'expected a text as key', place);
      else if (name === '__proto__') this.add([...path, name], 'this key is not taken here', place);
      else if (entries.has(name)) this.add([...path, name], `the key "${name}" is there twice`, place);
      else entries.set(name, this.valueOf(value as Node | null, [...path, name]));
      if (this.issues.length >= mostIssues) break;
    }
    return Object.fromEntries(entries);
  }

  private add(path: Path, message: string, at: number): undefined {
    const { line, col } = this.lines.linePos(at);
    if (this.issues.length < mostIssues)
      this.issues.push({ path: pathText(path), message: `line ${line}, column ${col}: ${message}` });
  }
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
