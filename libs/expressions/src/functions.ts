/** The functions of expressions. Each can be called both ways: `join(tags, ", ")` and `tags.join(", ")`. Counts, sums and positions are plain numbers. */
import type { Fn } from './fn.js';
import { conversions } from './library/conversions.js';
import { encodings } from './library/encodings.js';
import { lists } from './library/lists.js';
import { maps } from './library/maps.js';
import { numbers } from './library/numbers.js';
import { patterns } from './library/patterns.js';
import { texts } from './library/texts.js';
import { times } from './library/times.js';

/** By what people look for. */
export const library = {
  Numbers: numbers,
  Texts: texts,
  Lists: lists,
  Maps: maps,
  Times: times,
  Patterns: patterns,
  Conversions: conversions,
  Encodings: encodings,
} as const satisfies Record<string, Record<string, Fn>>;

/** Functions by name. A null prototype keeps `constructor` and its like from being found. */
export const functions: Readonly<Record<string, Fn | undefined>> = Object.assign(
  Object.create(null) as object,
  ...Object.values(library),
);
