import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Browser } from 'playwright-core';
import {
  createWidget,
  createWorkflow,
  publishWorkflow,
  services,
  type ServiceName,
  type Widget,
} from '#libs/contracts';
import { chromiumArgs, findChromium, freePort, startGateway, Tenant } from '#libs/testing';
import { PlatformInProcess } from './testing/platform-in-process.js';

/* The chat widget in pages of others, in a real browser: of an origin that may show it, and of one that may not. */
let platform: PlatformInProcess;
let browser: Browser;
let widget: Widget;
const sites: Server[] = [];

/** A page of somebody else, on an origin of its own. */
const site = async (html: () => string) => {
  const server = createServer(
    (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end(html()),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  sites.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

let allowed: string;
let other: string;
beforeAll(async () => {
  const port = await freePort();
  platform = await PlatformInProcess.start({ AAAS_PUBLIC_URL: `http://127.0.0.1:${port}` }, undefined, port);
  const { owner } = await Tenant.signUp(platform.url);
  const page = () => `<!doctype html><title>Shop</title><h1>Shop</h1>${widget.snippet}`;
  [allowed, other] = [await site(page), await site(page)];
  const { id } = await owner.call(createWorkflow, {
    body: {
      name: 'Help',
      definition: {
        schemaVersion: 1,
        nodes: [
          { id: 'asked', kind: 'trigger.chat', config: {} },
          { id: 'answer', kind: 'flow.respond', config: { body: '{{ "You said <b>" + input.message + "</b>" }}' } },
        ],
        edges: [{ from: 'asked', to: 'answer' }],
      },
    },
  });
  await owner.call(publishWorkflow, { params: { id }, body: {} });
  widget = await owner.call(createWidget, {
    body: { name: 'Help', target: { kind: 'workflow', id }, greeting: 'How can we help?', origins: [allowed] },
  });
  browser = await chromium.launch({ executablePath: findChromium(), headless: true, args: [...chromiumArgs] });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await platform?.stop();
  for (const server of sites) server.close();
});

it('A7: a page of an allowed origin shows the chat, which answers, keeps its words as words, and uses no cookie', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const cookies: (string | undefined)[] = [];
  page.on('request', (request) => {
    if (request.url().startsWith(platform.url)) cookies.push(request.headers()['cookie']);
  });
  // As the web app keeps it.
  await context.addCookies([{ name: 'refresh', value: 'secret', domain: '127.0.0.1', path: '/api/v1/auth' }]);
  await page.goto(allowed);
  await page.getByRole('button', { name: 'Chat' }).click();
  const chat = page.frameLocator('iframe');
  await chat.getByText('How can we help?').waitFor();
  await chat.getByLabel('Write a message').fill('Hello');
  await chat.getByRole('button', { name: 'Send' }).click();
  await chat.getByText('You said <b>Hello</b>').waitFor();
  expect(cookies.length).toBeGreaterThan(3);
  expect(cookies.filter((cookie) => cookie !== undefined)).toEqual([]);
  expect((await context.cookies()).map(({ name }) => name)).toEqual(['refresh']);
  await context.close();
}, 120_000);

it('A7: a page of another origin shows nothing, and can neither read nor post', async () => {
  const page = await browser.newPage();
  await page.goto(other);
  const refused = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'));
  await page.getByRole('button', { name: 'Chat' }).click();
  await refused;
  expect(
    await page
      .frames()[1]!
      .evaluate('document.body.dataset.widget ?? null')
      .catch(() => null),
  ).toBeNull();
  const tried = await page.evaluate(
    `fetch(${JSON.stringify(`${platform.url}/embed/${widget.publicId}/messages`)}, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"content":"x"}' }).then(() => 'read', () => 'refused')`,
  );
  expect(tried).toBe('refused');
  await page.close();
}, 120_000);

it('A7: behind the gateway the frame has the same policy, and nothing else may be framed', async () => {
  const ports = await Promise.all(
    services.map(async (name) => [name, [await platform.listenApart(name)]] as [ServiceName, number[]]),
  );
  const gateway = await startGateway({
    upstreams: Object.fromEntries(ports) as Record<ServiceName, number[]>,
    ...{ webRoot: platform.dataDir, docsRoot: platform.dataDir },
  });
  try {
    for (const door of [platform.url, gateway.url]) {
      const { headers } = await fetch(`${door}/embed/${widget.publicId}`);
      expect(headers.get('content-security-policy')).toContain(`frame-ancestors ${allowed}`);
      expect([headers.get('x-frame-options'), headers.get('set-cookie')]).toEqual([null, null]);
      const script = await fetch(`${door}/embed/widget.js`);
      expect(script.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
      const others = await fetch(`${door}/api/v1/openapi.json`);
      expect(others.headers.get('x-frame-options')).toBe('DENY');
      expect(others.headers.get('cross-origin-resource-policy')).toBe('same-origin');
      const none = await fetch(`${door}/embed/nothing-is-called-so`);
      expect([none.status, none.headers.get('content-security-policy')]).toEqual([
        404,
        expect.stringContaining("frame-ancestors 'none'"),
      ]);
    }
  } finally {
    await gateway.stop();
  }
}, 120_000);
