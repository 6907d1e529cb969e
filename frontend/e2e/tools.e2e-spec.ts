import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { BrowserContext, Page } from 'playwright-core';
import { listTools, updateTool } from '#libs/contracts';
import { eventually, launchEmbedded, type ServiceProcess } from '#libs/testing';
import { buildWeb, complaintsOf, openBrowser, signIn } from './browser.js';
import { again, seed, type Seed } from './seed.js';

/** What a builder does with tools, and an administrator with keys, in a real browser. */
let platform: ServiceProcess;
let seeded: Seed;
let shop: Server;
let browser: { context: BrowserContext; close(): Promise<void> };
let page: Page;
let complaints: string[];
const asked: string[] = [];

const shopUrl = () => `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
const openShop = () =>
  createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.setHeader('content-type', 'application/json');
    if (request.url === '/mcp') return void answerMcp(request, response);
    if (request.url === '/orders/0') response.statusCode = 404;
    response.end(JSON.stringify({ id: request.url?.split('/').at(-1), state: 'delivered', total: 148.5 }));
  });

/** What the tool server of the shop says about its one tool. */
let pays = 'Pays an invoice';
async function answerMcp(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') return void response.writeHead(405).end();
  const { id, method } = JSON.parse(await text(request)) as { id?: number; method: string };
  if (id === undefined) return void response.writeHead(202).end();
  const results: Record<string, object> = {
    initialize: {
      protocolVersion: '2025-06-18',
      capabilities: { tools: {} },
      serverInfo: { name: 'Till', version: '1' },
    },
    'tools/list': { tools: [{ name: 'pay', description: pays, inputSchema: { type: 'object', properties: {} } }] },
    'tools/call': { content: [{ type: 'text', text: 'paid' }] },
  };
  const result = results[method];
  const told = result ? { result } : { error: { code: -32601, message: 'unknown' } };
  response.end(JSON.stringify({ jsonrpc: '2.0', id, ...told }));
}

beforeAll(async () => {
  buildWeb();
  shop = openShop();
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  platform = await launchEmbedded({ env: { AAAS_EGRESS_ALLOW: '127.0.0.1,::1' } });
  seeded = await seed(platform.url);
  browser = await openBrowser({ permissions: ['clipboard-read', 'clipboard-write'] });
  page = await browser.context.newPage();
  complaints = complaintsOf(page);
  await signIn(page, platform.url, seeded.owner);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await platform?.stop();
  shop?.closeAllConnections();
  shop?.close();
});
jest.setTimeout(60_000);
afterEach(() => expect(complaints.splice(0)).toEqual([]));

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
const open = async (path: string, title: string) => {
  await page.goto(platform.url + path);
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
};
const radio = (name: string) => page.getByRole('radio', { name, exact: true });

it('makes a tool of a web address, and says what is wrong with it first', async () => {
  await open('/tools', 'Tools');
  await page.getByRole('link', { name: 'New tool' }).click();
  await page.getByRole('heading', { level: 1, name: 'New tool' }).waitFor();
  await page.getByLabel('Name for models').fill('Find order');
  await button('Save').click();
  await page.getByText('Small letters, digits and underscores; a letter first.').waitFor();
  await page.getByText('Fill this in.').first().waitFor();
  await page.getByLabel('Name for models').fill('track_order');
  await page.getByLabel('Description').fill('Finds an order of the shop by its number.');
  await button('Add field').click();
  await page.getByLabel('Name', { exact: true }).fill('id');
  await page.getByLabel('Name', { exact: true }).blur();
  await page.getByLabel('What id is').fill('Number of the order');
  await page.getByLabel('Address', { exact: true }).fill(`${shopUrl()}/orders/{{ input.id }}`);
  await page.getByLabel('Output', { exact: true }).fill('{"state": "{{ body.state }}", "total": "{{ body.total }}"}');
  await page.getByLabel('Hold it until somebody approves it').check();
  await button('Save').click();
  await page.getByRole('heading', { level: 1, name: 'Track order' }).waitFor();
});

it('approves it by its hash, and runs it', async () => {
  await page.getByText('Somebody proposes this tool').waitFor();
  expect(await button('Run tool').getAttribute('aria-disabled')).toBe('true');
  await button('Approve exactly this').click();
  await page.getByText('Track order can be called').first().waitFor();
  await page.getByText('Somebody proposes this tool').waitFor({ state: 'detached' });
  await button('Run tool').click();
  await page.getByText('Fill this in.').waitFor();
  await page.getByLabel('Id', { exact: true }).fill('10432');
  await button('Run tool').click();
  await page.getByText('"delivered"').waitFor();
  expect(asked).toContain('GET /orders/10432');
  await page.getByLabel('Id', { exact: true }).fill('0');
  await button('Run tool').click();
  await page.getByText('The call failed.').waitFor();
  await page.getByText('Calls on this page').waitFor();
  // The browser reports the refused request; nothing else.
  expect(complaints.splice(0).filter((complaint) => !/status of (4|5)\d\d/.test(complaint))).toEqual([]);
});

it('runs it in the background as a job, which is listed', async () => {
  await page.getByLabel('Id', { exact: true }).fill('7');
  await button('Run in the background').click();
  await page.getByRole('link', { name: /^Job / }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('"delivered"').waitFor();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('heading', { level: 1, name: 'Jobs' }).waitFor();
  await page.getByLabel('Status').selectOption('failed');
  await page.getByText('No job matches these filters').waitFor();
  await button('Clear filters').click();
  await page.getByRole('button', { name: 'track_order' }).first().waitFor();
});

it('changes it, and shows what the version changed', async () => {
  await open('/tools?source=custom', 'Tools');
  await page.getByRole('link', { name: 'Track order' }).click();
  await radio('Edit').click();
  await page.getByLabel('Description').fill('Finds an order by its number, and says where it is.');
  await button('Save').click();
  await page.getByText('v2').first().waitFor();
  await radio('Versions').click();
  await button('Show changes').click();
  await page.getByRole('cell', { name: 'Finds an order of the shop by its number.' }).waitFor();
  await page.getByRole('cell', { name: 'Finds an order by its number, and says where it is.' }).waitFor();
});

it('loses nothing that was typed when somebody else changed the tool meanwhile', async () => {
  await radio('Edit').click();
  await page.getByLabel('Title').fill('Where an order is');
  await again(seeded);
  const { items } = await seeded.owner.api.call(listTools, { query: { search: 'track_order' } });
  await seeded.owner.api.call(updateTool, { params: { id: items[0]?.id ?? '' }, body: { timeoutMs: 5000 } });
  await button('Save').click();
  await page.getByText(/Somebody changed this tool meanwhile/).waitFor();
  expect(await page.getByLabel('Title').inputValue()).toBe('Where an order is');
  await button('Go on with mine').click();
  await button('Save').click();
  await page.getByRole('heading', { level: 1, name: 'Where an order is' }).waitFor();
  expect(complaints.splice(0).filter((complaint) => !/status of 412/.test(complaint))).toEqual([]);
});

it('takes operations of a pasted OpenAPI document', async () => {
  await open('/tools/new?from=openapi', 'New tool');
  await radio('In a file or text').click();
  await page.getByLabel('Document', { exact: true }).fill(
    JSON.stringify({
      openapi: '3.1.0',
      info: { title: 'Shop', version: '1' },
      servers: [{ url: shopUrl() }],
      paths: {
        '/orders/{id}': {
          get: {
            operationId: 'readOrder',
            summary: 'Reads an order',
            parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
            responses: { 200: { description: 'The order' } },
          },
        },
        '/files': {
          post: {
            summary: 'Puts a file',
            requestBody: { required: true, content: { 'multipart/form-data': { schema: { type: 'object' } } } },
            responses: { 200: { description: 'ok' } },
          },
        },
      },
    }),
  );
  await button('Read document').click();
  await page.getByRole('checkbox', { name: /GET \/orders\/\{id\}/ }).check();
  expect(await page.getByRole('checkbox', { name: /POST \/files/ }).isDisabled()).toBe(true);
  await page.getByLabel('Put before each name').fill('shop_');
  await button('Take over 1 tool').click();
  await page.getByText('1 tool was taken over').waitFor();
  await page.getByRole('link', { name: /^shop_/ }).click();
  await page.getByLabel('Id', { exact: true }).fill('5');
  await button('Run tool').click();
  await page.getByText('"delivered"').waitFor();
});

it('takes a tool of an MCP server, and approves it again when the server says something else', async () => {
  await open('/tools/new?from=mcp', 'New tool');
  await page.getByLabel('Address of the server').fill(`${shopUrl()}/mcp`);
  await button('Ask what it offers').click();
  await page.getByText('Till 1').waitFor();
  await page.getByRole('checkbox', { name: /pay/ }).check();
  await button('Take over 1 tool').click();
  await page.getByRole('link', { name: 'pay', exact: true }).click();
  await button('Run tool').click();
  await page.getByText('"paid"').first().waitFor();
  pays = 'Pays an invoice and tells everybody';
  await button('Compare with the server').click();
  await page.getByText('This tool is not what was approved').waitFor();
  await page.getByRole('cell', { name: 'Pays an invoice', exact: true }).waitFor();
  await page.getByRole('cell', { name: 'Pays an invoice and tells everybody' }).waitFor();
  expect(await button('Run tool').getAttribute('aria-disabled')).toBe('true');
  await button('Approve exactly this').click();
  await page.getByText('This tool is not what was approved').waitFor({ state: 'detached' });
});

it('runs code in the sandbox', async () => {
  await open('/tools/new?from=code', 'New tool');
  await page.getByLabel('Name for models').fill('add_up');
  await page.getByLabel('Description').fill('Adds two numbers.');
  for (const [index, name] of ['a', 'b'].entries()) {
    await button('Add field').click();
    const field = page.getByLabel('Name', { exact: true }).nth(index);
    await field.fill(name);
    await field.blur();
    await page.getByLabel(`Type of ${name}`).selectOption('number');
  }
  await button('Save').click();
  await page.getByRole('heading', { level: 1, name: 'Add up' }).waitFor();
  await page.getByLabel('A', { exact: true }).fill('19');
  await page.getByLabel('B', { exact: true }).fill('23');
  await button('Run tool').click();
  await page.getByText('"total"').waitFor();
  await page.getByText('42', { exact: true }).waitFor();
});

it('makes an API key, shows it once, and revokes it', async () => {
  await open('/administration/api-keys', 'API keys');
  await button('New API key').first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Create key' }).click();
  await dialog.getByText('Choose at least one scope.').waitFor();
  await dialog.getByLabel('Name').fill('Order sync');
  await dialog.getByRole('button', { name: 'Start runs' }).click();
  await dialog.getByRole('checkbox', { name: 'tools:read' }).check();
  await dialog.getByRole('button', { name: 'Create key' }).click();
  await dialog.getByText('Your new key').waitFor();
  await dialog.getByRole('button', { name: 'Copy: API keys' }).click();
  const key = await page.evaluate(() => navigator.clipboard.readText());
  expect(key).toMatch(/^aaas_/);
  const ask = async () =>
    (await fetch(`${platform.url}/api/v1/tools`, { headers: { authorization: `Bearer ${key}` } })).status;
  expect(await ask()).toBe(200);
  await dialog.getByRole('button', { name: 'Close' }).click();
  expect(await page.locator('body').innerText()).not.toContain(key);
  await page.getByText('4 scopes').waitFor();
  await button('Revoke Order sync').click();
  await dialog.getByRole('button', { name: 'Revoke key' }).click();
  await page.getByText('Revoked').first().waitFor();
  await eventually(async () => expect(await ask()).toBe(401), { withinMs: 10_000 });
});

it('offers a workflow to programs outside, and takes an agent back', async () => {
  await open('/administration/exposures', 'Offered outside');
  await page.getByText(/agent-card\.json/).waitFor();
  await page.getByRole('switch', { name: 'Offer support-engineer by A2A' }).click();
  await page.getByText(/agent-card\.json/).waitFor({ state: 'detached' });
  await button('Offer something').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('What').selectOption({ label: 'Invoice intake' });
  await dialog.getByLabel('Name of the tool').fill('Invoices');
  await dialog.getByText('Small letters, digits and underscores, at most 50; a letter first.').waitFor();
  await dialog.getByLabel('Name of the tool').fill('invoices');
  await dialog.getByRole('button', { name: 'Offer it' }).click();
  await page.getByText('workflow_invoices').waitFor();
});

it('pauses an incoming webhook and gives it another address', async () => {
  await open('/administration/webhooks', 'Webhooks');
  await button('Copy the address of Order hook').click();
  const before = await page.evaluate(() => navigator.clipboard.readText());
  expect(before).toContain('/api/v1/hooks/');
  await button('Pause Order hook').click();
  await page.getByText('Paused').first().waitFor();
  await button('Replace the address of Order hook').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Replace address' }).click();
  await page.getByText('The webhook has a new address').first().waitFor();
  await button('Copy the address of Order hook').click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).not.toBe(before);
});

it('shows the queues, and bounds that cannot be', async () => {
  await open('/administration/queues', 'Queues and workers');
  await page.getByRole('table', { name: 'Workers' }).getByText('Agents').waitFor();
  await open('/administration/capacity', 'Queue and limits');
  await page.getByRole('textbox', { name: 'Runs at once' }).fill('0');
  await page.getByText('At least 1.').waitFor();
  await page.getByRole('textbox', { name: 'Runs at once' }).fill('12');
  await button('Save').click();
  await page.getByText('Saved').first().waitFor();
  await open('/administration/retention', 'Retention');
  await page.getByLabel('Inputs and outputs').fill('4000');
  await page.getByText('At most 3650.').waitFor();
});
