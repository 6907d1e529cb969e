/** A text, or its forms by plural rule; `{name}` is filled in. */
export type Phrase = string | Partial<Record<Intl.LDMLPluralRule, string>>;
/** The texts of one area of the app; a key begins with its area. */
export type Phrases = Record<string, Phrase>;
