/** Token of the address that links carry (AAAS_PUBLIC_URL), without a slash at its end. */
export const publicUrl = Symbol('public url');
