/** By kind: its title, and what it does in one line. English stands in the definitions of the kinds, other languages beside their catalogue. */
export type KindWords = Readonly<Record<string, readonly [title: string, description: string] | undefined>>;
