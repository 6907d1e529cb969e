import { EgressPolicy, SafeHttp } from '#libs/platform/security';
import type { HttpCapability } from '../kit.js';

/** The platform's own client as a capability, without credentials. Reaches these hosts of the machine, and no other. */
export function wireHttp(allowed: readonly string[]): { capability: HttpCapability; close(): Promise<void> } {
  const http = new SafeHttp(new EgressPolicy([...allowed]));
  const capability: HttpCapability = {
    request: async ({ url, ...init }) => {
      const response = await http.fetch(url, { ...init, ...(init.maxRedirects === 0 ? { redirect: 'manual' } : {}) });
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: new Uint8Array(await response.arrayBuffer()),
      };
    },
  };
  return { capability, close: () => http.close() };
}
