import { HttpPeer } from '#libs/catalog/conformance/http-peer';
import { newId, toolSettings } from '#libs/contracts';
import { ToolSettingsService } from '../settings/tool-settings.service.js';
import { ToolsBench } from '../testing/tools-bench.js';

describe('built-in tools, with what the other services give them', () => {
  const peer = new HttpPeer();
  let address = '';
  let bench: ToolsBench;
  beforeAll(async () => {
    address = await peer.start();
    bench = await ToolsBench.start('sqlite', [new URL(address).host]);
  });
  afterAll(async () => {
    await bench.stop();
    await peer.stop();
  });

  it('files are written once under the key of the call, read by name and id, those of the task first', async () => {
    const origin = { taskId: newId('task') };
    const write = (content: string, key: string, task = origin) =>
      bench.call('write_file', { name: 'plan.md', content }, { key, origin: task });
    const written = (await write('first', 'w1')) as { artifactId: string };
    expect(await write('again', 'w1')).toMatchObject({ artifactId: written.artifactId });
    await write('of another task', 'w2', { taskId: newId('task') });
    const read = (input: object) => bench.call('read_file', input, { origin });
    expect(await read({ name: 'plan.md' })).toMatchObject({ text: 'first' });
    expect(await bench.call('read_file', { name: 'plan.md' })).toMatchObject({ text: 'of another task' });
    expect(await read({ artifactId: written.artifactId })).toMatchObject({ text: 'first', totalChars: 5 });
    expect(await read({})).toMatchObject({ files: [{ artifactId: written.artifactId }] });
    await expect(read({ artifactId: newId('artifact') })).rejects.toMatchObject({ code: 'ARTIFACT_NOT_FOUND' });
  });

  it('mail and webhooks are handed over under the key of the call', async () => {
    await bench.call('send_email', { to: ['a@b.example'], subject: 's', text: 't' }, { key: 'mail' });
    await bench.call('send_webhook', { url: 'https://a.example/', payload: { a: 1 } }, { key: 'hook' });
    expect(bench.notifications.sent).toMatchObject([
      { key: 'mail', channel: 'email', to: ['a@b.example'] },
      { key: 'hook', channel: 'webhook', payload: { a: 1 } },
    ]);
  });

  it('a workflow is started once, and waited for', async () => {
    const runId = newId('run');
    const from = newId('run');
    bench.company.stands = [
      { runId, status: 'running', error: null },
      { runId, status: 'running', error: null },
      { runId, status: 'succeeded', output: { ok: 1 }, error: null },
    ];
    const output = await bench.call(
      'run_workflow',
      { workflow: 'Check', input: { n: 1 } },
      { key: 'r', origin: { runId: from } },
    );
    expect(output).toEqual({ runId, status: 'succeeded', output: { ok: 1 } });
    expect(bench.company.started).toEqual([{ key: 'r', workflow: 'Check', input: { n: 1 }, from }]);
    bench.company.stands = [{ runId, status: 'waiting', error: null }];
    expect(await bench.call('run_workflow', { workflow: 'Check', waitSeconds: 0 })).toEqual({
      runId,
      status: 'waiting',
    });
  });

  it('the web is searched as the company has set it, with its credential', async () => {
    const credential = await bench.credential('tok_canary_search', [`http://${new URL(address).host}`]);
    const settings = toolSettings.parse({ search: { provider: 'searxng', url: address, credential } });
    const service = bench.get(ToolSettingsService);
    expect(await service.get(bench.caller)).toEqual(toolSettings.parse({}));
    await service.set(bench.caller, settings);
    await service.set(bench.caller, settings);
    expect(await service.get(bench.caller)).toEqual(settings);
    peer.answer = { body: '{"results":[{"title":"T","url":"https://a.example/","content":"c"}]}' };
    expect(await bench.call('web_search', { query: 'x' })).toMatchObject({
      provider: 'searxng',
      results: [{ title: 'T' }],
    });
    expect(peer.requests.at(-1)!.headers.authorization).toBe('Bearer tok_canary_search');
    const unknown = toolSettings.parse({ search: { provider: 'brave', credential: newId('credential') } });
    await expect(service.set(bench.caller, unknown)).rejects.toMatchObject({ code: 'CREDENTIAL_NOT_FOUND' });
  });

  it('leads are looked for where the company has set it, with the credential of each source', async () => {
    const credential = await bench.credential('tok_canary_leads', [`http://${new URL(address).host}`]);
    const crm = { kind: 'http', name: 'crm', url: `${address}/leads`, detailsUrl: `${address}/lead`, credential };
    const service = bench.get(ToolSettingsService);
    await service.set(bench.caller, toolSettings.parse({ leads: { sources: [crm] } }));
    peer.answer = { body: '{"leads":[{"company":"A","domain":"a.example"}]}' };
    expect(await bench.call('find_leads', { industry: 'retail' })).toMatchObject({
      sources: [{ name: 'crm', found: 1, error: null }],
      leads: [{ company: 'A', source: 'crm' }],
    });
    expect(peer.requests.at(-1)!.headers.authorization).toBe('Bearer tok_canary_leads');
    peer.answer = { body: '{"company":"A","employees":7}' };
    expect(await bench.call('enrich_lead', { domain: 'a.example' })).toMatchObject({ lead: { employees: 7 } });
    expect(peer.requests.at(-1)).toMatchObject({ path: '/lead?domain=a.example' });
    const unknown = { sources: [{ ...crm, credential: newId('credential') }] };
    await expect(service.set(bench.caller, toolSettings.parse({ leads: unknown }))).rejects.toMatchObject({
      code: 'CREDENTIAL_NOT_FOUND',
    });
  });

  it('pages are read through the same walls', async () => {
    peer.answer = { headers: { 'content-type': 'text/html' }, body: '<title>T</title><p>Hello' };
    expect(await bench.call('fetch_page', { url: `${address}/x` })).toMatchObject({ title: 'T', text: 'Hello' });
    for (const url of ['http://127.0.0.1:1/', 'http://169.254.169.254/latest'])
      for (const tool of ['fetch_page', 'http_request'])
        await expect(bench.call(tool, { url })).rejects.toMatchObject({ code: 'EGRESS_REFUSED' });
  });
});
