/**
 * Why an expression could not be read or evaluated. Maps to EXPRESSION_FAILED of the error catalogue.
 * `position` counts characters from the start of the expression, from 0.
 */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  readonly code = 'EXPRESSION_FAILED';

  constructor(
    /** What is wrong, without the place. */
    readonly summary: string,
    readonly expression: string,
    readonly position: number,
    /** The value that was met, shortened for reading. */
    readonly met?: string,
    /** Where in the configuration the expression stands, as far as known: `['rows', 0, 'name']`. */
    readonly path: readonly (string | number)[] = [],
  ) {
    super(
      `${summary}${met === undefined ? '' : ` (met ${met})`}, at position ${position} of ${shorten(expression, 200)}`,
    );
  }

  under(...path: (string | number)[]): ExpressionError {
    return new ExpressionError(this.summary, this.expression, this.position, this.met, [...path, ...this.path]);
  }
}

export const shorten = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`;
