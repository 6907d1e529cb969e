import { HttpPeer } from '#libs/catalog/conformance/http-peer';
import { importOpenApi } from '#libs/contracts';
import { ToolsBench } from '../testing/tools-bench.js';
import { OpenApiImport } from './openapi-import.js';

const document = (server: string) => `
openapi: 3.0.3
info: { title: Shop, version: '1' }
servers: [{ url: '${server}/{stage}', variables: { stage: { default: v1 } } }]
paths:
  /orders/{order-id}:
    parameters:
      - { name: order-id, in: path, required: true, schema: { type: string } }
    get:
      operationId: getOrder
      summary: Look up an order
      parameters:
        - { name: expand, in: query, schema: { type: string, enum: [items, all] }, description: What to add }
        - { name: X-Trace, in: header, schema: { type: string } }
    post:
      summary: Change an order
      requestBody:
        required: true
        content:
          application/json:
            schema: { $ref: '#/components/schemas/Change' }
  /files:
    post:
      operationId: upload
      requestBody: { required: true, content: { multipart/form-data: { schema: { type: object } } } }
  /tree:
    post:
      operationId: putTree
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Tree' } } } }
components:
  schemas:
    Change:
      type: object
      required: [note]
      properties:
        note: { type: string, nullable: true, example: hi }
        count: { type: integer, minimum: 0, exclusiveMinimum: true }
    Tree:
      type: object
      properties: { children: { type: array, items: { $ref: '#/components/schemas/Tree' } } }
`;
const { signal } = new AbortController();

describe('tools of OpenAPI documents', () => {
  const peer = new HttpPeer();
  let address = '';
  let bench: ToolsBench;
  let imports: OpenApiImport;
  beforeAll(async () => {
    address = await peer.start();
    bench = await ToolsBench.start('sqlite', [new URL(address).host]);
    imports = bench.get(OpenApiImport);
  });
  afterAll(async () => {
    await bench.stop();
    await peer.stop();
  });
  const take = (body: object) => imports.take(bench.caller, importOpenApi.body.parse(body), signal);
  const discover = (text: string) => imports.discover(bench.caller, { document: text }, signal);

  it('are discovered by file or address, with why one cannot be used', async () => {
    const found = await discover(document(address));
    expect(found).toMatchObject({ title: 'Shop', servers: [`${address}/v1`] });
    expect(found.operations.map(({ id, name, problem }) => [id, name, problem])).toEqual([
      ['GET /orders/{order-id}', 'get_order', null],
      ['POST /orders/{order-id}', 'post_orders_order_id', null],
      ['POST /files', 'upload', expect.stringContaining('multipart/form-data')],
      ['POST /tree', 'put_tree', null],
    ]);
    peer.answer = { body: document(address), headers: { 'content-type': 'application/yaml' } };
    const same = await imports.discover(bench.caller, { url: `${address}/openapi.yaml` }, signal);
    expect(same.operations).toHaveLength(4);
  });

  it('become tools of their own, which call the operation', async () => {
    const credential = await bench.credential('tok_canary_api', [`http://${new URL(address).host}`]);
    const operations = ['GET /orders/{order-id}', 'POST /orders/{order-id}', 'POST /files', 'POST /tree', 'GET /gone'];
    const outcome = await take({ document: document(address), operations, credential, prefix: 'shop' });
    expect(outcome.skipped.map(({ name }) => name)).toEqual(['POST /files', 'GET /gone']);
    expect(outcome.tools).toMatchObject([
      { name: 'shop_get_order', title: 'Look up an order', effect: 'idempotent', outside: true, risk: 'high' },
      { name: 'shop_post_orders_order_id', effect: 'effectful' },
      { name: 'shop_put_tree' },
    ]);
    expect(outcome.tools[1]!.inputSchema).toEqual({
      type: 'object',
      properties: {
        order_id: { type: 'string' },
        body: {
          type: 'object',
          required: ['note'],
          properties: { note: { type: ['string', 'null'] }, count: { type: 'integer', exclusiveMinimum: 0 } },
        },
      },
      required: ['order_id', 'body'],
      additionalProperties: false,
    });
    peer.requests.splice(0);
    peer.answer = { body: '{"ok":true}', headers: { 'content-type': 'application/json' } };
    expect(await bench.call('shop_get_order', { order_id: '7/8', expand: 'all' })).toEqual({ ok: true });
    await bench.call('shop_get_order', { order_id: '9' });
    await bench.call('shop_post_orders_order_id', { order_id: '7', body: { note: 'x' } });
    await bench.call('shop_put_tree', {});
    expect(peer.requests.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['GET', '/v1/orders/7%2F8?expand=all', null],
      ['GET', '/v1/orders/9', null],
      ['POST', '/v1/orders/7', { note: 'x' }],
      ['POST', '/v1/tree', null],
    ]);
    expect(peer.requests[0]!.headers).toMatchObject({ authorization: 'Bearer tok_canary_api' });
    await expect(bench.call('shop_get_order', { order_id: '1', expand: 'none' })).rejects.toMatchObject({
      code: 'TOOL_INPUT_INVALID',
    });
  });

  it('A12: importing calls nothing, whatever the document says', async () => {
    peer.requests.splice(0);
    await discover(document(address));
    await take({ document: document(address), operations: ['GET /orders/{order-id}'], prefix: 'inert' });
    expect(peer.requests).toEqual([]);
  });

  it('A8: a server or a path of the document leads to no inner place, and holds no expression', async () => {
    const evil = (server: string, path: string) =>
      JSON.stringify({
        openapi: '3.1.0',
        info: { title: 'x' },
        servers: [{ url: server }],
        paths: { [path]: { get: {} } },
      });
    await take({ document: evil('http://169.254.169.254', '/x'), operations: ['GET /x'], prefix: 'evil' });
    await expect(bench.call('evil_get_x', {})).rejects.toMatchObject({ code: 'EGRESS_REFUSED' });
    const outcome = await take({
      document: evil(address, '/{{ 1 + 1 }}'),
      operations: ['GET /{{ 1 + 1 }}'],
      prefix: 'expr',
    });
    for (const tool of outcome.tools) {
      peer.requests.splice(0);
      await bench.call(tool.name, {}).catch(() => undefined);
      for (const { path } of peer.requests) expect(path).not.toContain('/2');
    }
    await expect(take({ document: evil('file:///etc', '/x'), operations: ['GET /x'] })).rejects.toMatchObject({
      code: 'TOOL_INVALID',
    });
    await expect(imports.discover(bench.caller, { url: 'http://127.0.0.1:1/' }, signal)).rejects.toMatchObject({
      code: 'EGRESS_REFUSED',
    });
  });

  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghi'].map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(',')}]`).join('\n')}\nopenapi: 3.0.0\npaths: {}`;
  it.each([
    ['nothing', ''],
    ['no document', 'hello'],
    ['another version', '{"swagger":"2.0","paths":{}}'],
    ['a YAML bomb', bomb],
    ['deep JSON', '['.repeat(100_000)],
    ['a reference elsewhere', '{"openapi":"3.0.0","paths":{"/x":{"$ref":"https://evil.example/x"}}}'],
  ])('A13: %s is refused in a second', async (_what, text) => {
    const began = Date.now();
    await expect(discover(text)).rejects.toMatchObject({ code: 'TOOL_INVALID' });
    expect(Date.now() - began).toBeLessThan(4000);
  });

  it('A13: schemas that refer to each other without end stay small', async () => {
    const names = Array.from({ length: 12 }, (_, i) => `S${i}`);
    const schemas = Object.fromEntries(
      names.map((name, i) => [
        name,
        {
          type: 'object',
          properties: Object.fromEntries(
            ['a', 'b', 'c'].map((field) => [field, { $ref: `#/components/schemas/S${(i + 1) % 12}` }]),
          ),
        },
      ]),
    );
    const text = JSON.stringify({
      openapi: '3.0.0',
      servers: [{ url: address }],
      paths: {
        '/x': {
          post: { requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/S0' } } } } },
        },
      },
      components: { schemas },
    });
    const began = Date.now();
    const { operations } = await discover(text);
    expect(operations[0]!.problem).toContain('too often');
    expect(Date.now() - began).toBeLessThan(4000);
  });
});
