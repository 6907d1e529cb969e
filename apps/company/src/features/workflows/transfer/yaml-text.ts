import { Document, isScalar, visit, type Scalar } from 'yaml';

/** Characters that every reader of YAML takes as they stand; anything else is written as an escape. */
const printable = /^[\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]*$/u;
const edges = /^\s|\s$|\t/;
/** What a block cannot hold without doubt: blanks where lines begin or end, more than one line end at the end. */
const doubtfulBlock = /^\s|[ \t]$|[ \t]\n|\n\n$/;

/**
 * A JSON value as YAML 1.2, always the same text for the same value, which reads back as that value. Texts that older readers take for
 * something else (`no`, `1e3`, `12:30`, dates) are quoted, long ones stay on their line, code and prose of several lines become blocks.
 */
export function writeYaml(value: unknown): string {
  const document = new Document(value, { schema: 'core', compat: 'yaml-1.1', aliasDuplicateObjects: false });
  visit(document, {
    Scalar(key, node) {
      const style = isScalar(node) && typeof node.value === 'string' ? styleOf(node.value, key === 'key') : undefined;
      if (style !== undefined) node.type = style;
    },
  });
  return document.toString({ lineWidth: 0, doubleQuotedAsJSON: true, blockQuote: 'literal' });
}

/** Undefined leaves plain or quoted to the library. */
function styleOf(text: string, isKey: boolean): Scalar.Type | undefined {
  if (!printable.test(text)) return 'QUOTE_DOUBLE';
  if (text.includes('\n')) return isKey || doubtfulBlock.test(text) ? 'QUOTE_DOUBLE' : 'BLOCK_LITERAL';
  return edges.test(text) ? 'QUOTE_DOUBLE' : undefined;
}
