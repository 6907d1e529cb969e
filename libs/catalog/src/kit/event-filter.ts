import { ExpressionError, parseExpression } from '#libs/expressions';

/** What is wrong with a condition over `event`, or undefined. */
export function filterFault(filter: string): string | undefined {
  if (filter.includes('{{')) return 'expected the condition itself, without {{ }}';
  try {
    const other = parseExpression(filter).references.roots.find((root) => root !== 'event');
    return other === undefined ? undefined : `${other} is not known here; event.type, event.at and event.data are`;
  } catch (error) {
    if (error instanceof ExpressionError) return error.message;
    throw error;
  }
}
