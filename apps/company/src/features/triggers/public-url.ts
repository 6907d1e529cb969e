/** Token of the address that links and webhooks carry (AAAS_PUBLIC_URL), without a slash at its end. */
export const publicUrl = Symbol('public url');
