/** Where two values differ: `items[0].price`, what stood there, what stands there. */
interface Difference {
  path: string;
  before: unknown;
  after: unknown;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every place at which two JSON values differ, in the order of the first, at most `most` of them. */
export function differencesOf(before: unknown, after: unknown, most = 200): Difference[] {
  const found: Difference[] = [];
  const visit = (one: unknown, other: unknown, path: string): void => {
    if (found.length >= most || Object.is(one, other)) return;
    if (Array.isArray(one) && Array.isArray(other)) {
      for (let index = 0; index < Math.max(one.length, other.length); index++)
        visit(one[index], other[index], `${path}[${index}]`);
      return;
    }
    if (isObject(one) && isObject(other)) {
      for (const key of new Set([...Object.keys(one), ...Object.keys(other)]))
        visit(one[key], other[key], path === '' ? key : `${path}.${key}`);
      return;
    }
    found.push({ path, before: one, after: other });
  };
  visit(before, after, '');
  return found;
}
