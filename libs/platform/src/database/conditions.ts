import { In, IsNull, Not, Raw, type FindOperator } from 'typeorm';

let count = 0;

/**
 * The text holds these words as they stand: `%` and `_` mean themselves. Case does not count (on SQLite that of letters beyond ASCII does).
 */
export function contains(text: string): FindOperator<string> {
  const pattern = (words: string) => `%${words.replace(/[!%_]/g, (sign) => `!${sign}`)}%`;
  const [lower, exact] = [`lower${++count}`, `exact${count}`];
  return Raw((column) => `(LOWER(${column}) LIKE :${lower} ESCAPE '!' OR ${column} LIKE :${exact} ESCAPE '!')`, {
    [lower]: pattern(text.toLowerCase()),
    [exact]: pattern(text),
  });
}

/** The value is another one. */
export const not = <T>(value: T): FindOperator<T> => Not(value);

/** The value is one of these; none of them when the list is empty. */
export const oneOf = <T>(values: readonly T[]): FindOperator<T> => In([...values]) as FindOperator<T>;

/** There is no value. */
export const absent = (): FindOperator<never> => IsNull() as FindOperator<never>;

/** `(column) => "column IN (SELECT …)"` with named parameters, which must be unlike any other of the statement. */
export const sqlCondition = <T = string>(
  text: (column: string) => string,
  parameters: Readonly<Record<string, unknown>>,
): FindOperator<T> => Raw<T>(text, { ...parameters });
