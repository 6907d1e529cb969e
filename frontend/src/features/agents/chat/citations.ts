/** A passage of a document that an answer rests on. */
export interface Citation {
  name: string;
  base: string;
  document: string;
  passage: number;
}

/** As `knowledge_search` gives them: nothing else of a text becomes a link. */
const pattern =
  /\[([^\][\n]{1,400})\]\(\/knowledge\/(kb_[0-9a-z]{26})\/documents\/(doc_[0-9a-z]{26})\?passage=(\d{1,6})\)/g;

/** The text in its parts: words, and citations where they stand. */
export function withCitations(text: string): (string | Citation)[] {
  const parts: (string | Citation)[] = [];
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    const [whole, name, base, document, passage] = match;
    if (match.index > from) parts.push(text.slice(from, match.index));
    parts.push({ name: name!, base: base!, document: document!, passage: Number(passage) });
    from = match.index + whole.length;
  }
  if (from < text.length || parts.length === 0) parts.push(text.slice(from));
  return parts;
}
