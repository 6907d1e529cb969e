/** A value with another one at a path; undefined takes it away. Nothing else is copied than what lies on the way. */
export function setAt(value: unknown, path: readonly (string | number)[], to: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return to;
  if (typeof key === 'number') {
    const list: unknown[] = Array.isArray(value) ? [...(value as unknown[])] : [];
    const item = setAt(list[key], rest, to);
    if (item === undefined) list.splice(key, 1);
    else list[key] = item;
    return list;
  }
  const before =
    typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
  const item = setAt(before[key], rest, to);
  if (item !== undefined) return { ...before, [key]: item };
  return Object.fromEntries(Object.entries(before).filter(([name]) => name !== key));
}
