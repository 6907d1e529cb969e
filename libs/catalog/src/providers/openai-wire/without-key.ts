/** Nobody is sent a key that was not given for him. */
export const withoutKey = (fetch: typeof globalThis.fetch): typeof globalThis.fetch => {
  /** Of headers that are sent again and again, as a client keeps them. */
  const known = new WeakMap<object, NonNullable<RequestInit['headers']>>();
  return (input, init) => {
    const given = init?.headers;
    const isPlain = given !== undefined && Object.getPrototypeOf(given) === Object.prototype;
    const headers = (isPlain ? known.get(given) : undefined) ?? keyless(given);
    if (isPlain) known.set(given, headers);
    return fetch(input, { ...init, headers });
  };
};

function keyless(given: RequestInit['headers']): NonNullable<RequestInit['headers']> {
  if (given && !(Symbol.iterator in given))
    return Object.fromEntries(Object.entries(given).filter(([name]) => name.toLowerCase() !== 'authorization'));
  const headers = new Headers(given);
  headers.delete('authorization');
  return headers;
}
