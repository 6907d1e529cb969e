import * as contracts from './index.js';
import { openApiDocument, type RouteSpec } from './index.js';

/** Every route of every service, by its name. */
const routes = Object.fromEntries(
  Object.entries(contracts)
    .filter(([name]) => name.endsWith('Routes'))
    .flatMap(([, group]) => Object.entries(group as Record<string, RouteSpec>)),
);

interface Operation {
  operationId: string;
  security: unknown[];
  parameters?: { name: string; in: string; required: boolean; schema: Record<string, unknown> }[];
  requestBody?: { required: boolean; content: Record<string, { schema: Record<string, unknown> }> };
  responses: Record<string, { content?: Record<string, { examples?: Record<string, unknown> }> }>;
}
const document = openApiDocument(routes, { title: 'AaaS', version: 'v1' }) as {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown> };
};

describe('the OpenAPI document', () => {
  it('holds every route once, under a name of its own', () => {
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual(Object.keys(routes).sort());
    expect(operations.length).toBeGreaterThan(20);
  });

  it('describes path parameters, parsed queries and required bodies', () => {
    const start = document.paths['/api/v1/workflows/{id}/runs']?.['post'];
    expect(start?.parameters).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'id', in: 'path', required: true }),
        expect.objectContaining({
          name: 'wait',
          in: 'query',
          required: false,
          schema: expect.objectContaining({ type: 'integer', maximum: 60 }),
        }),
        expect.objectContaining({ name: 'Idempotency-Key', in: 'header' }),
      ]),
    );
    expect(document.paths['/api/v1/auth/sign-up']?.['post']?.requestBody).toMatchObject({
      required: true,
      content: {
        'application/json': {
          schema: {
            type: 'object',
            required: ['email', 'password', 'name', 'companyName'],
            additionalProperties: false,
          },
        },
      },
    });
  });

  it('tells who may call, and what may go wrong', () => {
    const runs = document.paths['/api/v1/runs']?.['get'];
    expect(runs?.security).toEqual([{ bearer: [] }]);
    expect(document.paths['/api/v1/auth/log-in']?.['post']?.security).toEqual([]);
    expect(Object.keys(runs?.responses ?? {})).toEqual(
      expect.arrayContaining(['200', '400', '401', '403', '429', '503']),
    );
    expect(runs?.responses['401']?.content?.['application/problem+json']?.examples).toHaveProperty('TOKEN_EXPIRED');
  });

  it('has no reference that leads nowhere', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref);
    for (const ref of new Set(refs)) {
      const found = ref!
        .slice(2)
        .split('/')
        .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], document);
      expect([ref, typeof found]).toEqual([ref, 'object']);
    }
  });
});
