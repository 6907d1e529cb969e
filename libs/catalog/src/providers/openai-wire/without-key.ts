/** Nobody is sent a key that was not given for him. */
export const withoutKey = (fetch: typeof globalThis.fetch): typeof globalThis.fetch => {
  return (input, init) => {
    const headers = new Headers(init?.headers);
    headers.delete('authorization');
    return fetch(input, { ...init, headers });
  };
};
