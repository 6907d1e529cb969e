/** Whether two JSON values say the same, whatever the order of their fields. A field that is undefined is none. */
export function same(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [a, b] = [given(one), given(other)];
  return a.size === b.size && [...a].every(([name, value]) => b.has(name) && same(value, b.get(name)));
}

const given = (value: object) => new Map(Object.entries(value).filter(([, each]) => each !== undefined));
