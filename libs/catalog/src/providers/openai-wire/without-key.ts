/** Nobody is sent a key that was not given for him. */
export const withoutKey = (fetch: typeof globalThis.fetch): typeof globalThis.fetch => {
  return (input, init) => fetch(input, { ...init, headers: keyless(init?.headers) });
};

function keyless(given: RequestInit['headers']): NonNullable<RequestInit['headers']> {
  if (given && !(Symbol.iterator in given))
    return Object.fromEntries(Object.entries(given).filter(([name]) => name.toLowerCase() !== 'authorization'));
  const headers = new Headers(given);
  headers.delete('authorization');
  return headers;
}
