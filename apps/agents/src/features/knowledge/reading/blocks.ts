/** A piece of a document that stays together: a paragraph, a row of a table, an item of a list. */
export interface Block {
  text: string;
  /** Of a heading: 1 is the outermost. */
  level?: number;
  page?: number;
}

/** A document as it was read. */
export interface ReadDocument {
  /** As it calls itself. */
  title: string;
  blocks: Block[];
  /** How many, of what has pages. */
  pages: number | null;
}

/** Characters of a document that are kept at most. */
export const mostText = 4_000_000;

/** Lets others have the thread: documents are read on the one that answers requests. */
export const breathe = (): Promise<void> => new Promise((done) => setImmediate(done));

/** Without invisible characters, with single spaces; lines stay. */
export const tidy = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[^\P{Cc}\n\t\r]|[\u200b\u2060\ufeff\u00ad]/gu, '')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
