import type { RouteRequest } from './route-requests.js';

const upload = [
  '--part',
  'content-disposition: form-data; name="file"; filename="note.txt"',
  'content-type: text/plain',
  '',
  'What a document says.',
  '--part--',
  '',
].join('\r\n');

/** Parts of requests by hand, by the name of the route: where its schema asks for more than a JSON Schema can say. */
export const requestExamples: Readonly<Record<string, Partial<RouteRequest>>> = {
  addKnowledgeDocuments: { body: new TextEncoder().encode(upload), type: 'multipart/form-data; boundary=part' },
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
