import type { RouteRequest } from './route-requests.js';

/** Parts of requests by hand, by the name of the route: where its schema asks for more than a JSON Schema can say. */
export const requestExamples: Readonly<Record<string, Partial<RouteRequest>>> = {
  // Who locks himself out by it is refused everything that comes after.
  updateCompanySecurity: { body: {} },
  testTemplate: { params: { event: 'run.failed', channel: 'slack' } },
  testCredential: { body: { url: 'https://api.invalid/' } },
  createOidcProvider: {
    body: {
      name: 'Ours',
      issuer: 'https://login.invalid',
      clientId: 'aaas',
      emailDomains: ['people.invalid'],
    },
  },
};
