import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { services, type ServiceName } from '#libs/contracts';
import { chromiumArgs, findChromium, serverFolder, startGateway, type NginxServer } from '#libs/testing';
import { PlatformInProcess } from './testing/platform-in-process.js';

/** A page as if somebody had got his own HTML into it, in a real browser, behind both doors. */
let platform: PlatformInProcess;
let gateway: NginxServer;
let browser: Browser;
let stranger: Server;
const asked: string[] = [];

/** Each line is an attempt; `window.mine` is what the page's own script sets. */
const pageWith = (elsewhere: string) => `<!doctype html><html><head><title>app</title>
<script src="/assets/own.js"></script>
<script>window.inline = true</script>
<script src="${elsewhere}/script.js"></script>
<link rel="stylesheet" href="${elsewhere}/style.css">
<base href="${elsewhere}/">
</head><body>
<img src="${elsewhere}/image.png?secret=1">
<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" onerror="window.handler = true" onload="window.handler = true">
<svg onload="window.svg = true"><image href="${elsewhere}/svg.png" /></svg>
<iframe src="${elsewhere}/frame"></iframe>
<object data="${elsewhere}/object"></object>
<form action="${elsewhere}/form" method="post"><button id="send">Send</button></form>
<div style="color: red">Styles may be inline</div>
</body></html>`;

beforeAll(async () => {
  stranger = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(200, { 'access-control-allow-origin': '*' }).end('window.foreign = true');
  });
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
  const elsewhere = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
  const folder = serverFolder('pages');
  for (const name of ['web/assets', 'docs']) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'web/index.html'), pageWith(elsewhere));
  const own = `window.mine = true; window.tries = () => Promise.allSettled([fetch('${elsewhere}/fetch'), import('${elsewhere}/module.js')]);`;
  writeFileSync(join(folder, 'web/assets/own.js'), `${own} try { eval('window.evil = true') } catch {}`);
  platform = await PlatformInProcess.start({}, folder);
  const ports = await Promise.all(
    services.map(async (name) => [name, [await platform.listenApart(name)]] as [ServiceName, number[]]),
  );
  gateway = await startGateway({
    upstreams: Object.fromEntries(ports) as Record<ServiceName, number[]>,
    ...{ webRoot: join(folder, 'web'), docsRoot: join(folder, 'docs') },
  });
  browser = await chromium.launch({ executablePath: findChromium(), headless: true, args: [...chromiumArgs] });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
  await platform?.stop();
  stranger?.close();
});

it.each(['the front door', 'the gateway'])(
  'A7: behind %s a page runs its own scripts alone, and asks nobody else for anything',
  async (door) => {
    asked.length = 0;
    const page = await browser.newPage();
    await page.goto(door === 'the gateway' ? gateway.url : platform.url, { waitUntil: 'load' });
    const tried = await page.evaluate('window.tries().then((all) => all.map(({ status }) => status))');
    expect(tried).toEqual(['rejected', 'rejected']);
    await page.evaluate("document.querySelector('#send').click(), new Promise((resolve) => setTimeout(resolve, 100))");
    const names = ['mine', 'inline', 'handler', 'svg', 'foreign', 'evil'];
    const ran = await page.evaluate(`${JSON.stringify(names)}.filter((name) => window[name])`);
    expect(ran).toEqual(['mine']);
    expect(await page.evaluate("getComputedStyle(document.querySelector('div')).color")).toBe('rgb(255, 0, 0)');
    expect(asked).toEqual([]);
    await page.close();
  },
  30_000,
);
