import { ApiClient } from '#libs/client';
import {
  activateAgent,
  aiSummarize,
  createAgent,
  getAgentReport,
  getCostReport,
  getRunReport,
  runAgentByName,
  signUp,
} from '#libs/contracts';
import { eventually, launchEmbedded, type ServiceProcess } from '#libs/testing';

/* Figures of several services under one address, as JSON and as tables. */
describe('reports', () => {
  let platform: ServiceProcess;
  let api: ApiClient;
  let token: string;
  beforeAll(async () => {
    platform = await launchEmbedded();
    api = new ApiClient(platform.url);
    const who = { email: 'ada@larkfield.example', password: 'four grey herons wade' };
    ({ accessToken: token } = await api.call(signUp, { body: { ...who, name: 'Ada', companyName: 'Larkfield' } }));
    api.authorize(token);
  }, 120_000);
  afterAll(() => platform?.stop());

  const table = async (path: string) => {
    const answer = await fetch(`${platform.url}/api/v1/reports/${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, lines: text.replace('\uFEFF', '').trim().split('\r\n') };
  };

  it('tell how agents do their tasks, and what models cost', async () => {
    const { id } = await api.call(createAgent, { body: { name: 'Writer', goal: 'Answer' } });
    await api.call(activateAgent, { params: { id }, body: {} });
    await api.call(runAgentByName, { params: { name: 'Writer' }, body: { input: 'Say hello' } });
    await api.call(aiSummarize, { body: { text: 'One. Two. Three.' } });
    await eventually(async () => {
      const { items } = await api.call(getAgentReport, { query: {} });
      expect(items).toMatchObject([{ agentId: id, agentName: 'Writer', tasks: 1, succeeded: 1, successRate: 1 }]);
      expect(items[0]!.p50Ms).toBeGreaterThan(0);
      const { totals } = await api.call(getCostReport, { query: { by: 'model' } });
      expect(totals.calls).toBeGreaterThan(1);
    });
  });

  it('come as tables, too', async () => {
    const agents = await table('agents?format=csv');
    expect(agents.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(agents.headers.get('content-disposition')).toContain('filename="agents.csv"');
    expect(agents.lines[0]).toMatch(/^agentId,agent,tasks,succeeded,failed,cancelled,open,successRate,p50Ms,p95Ms,/);
    expect(agents.lines[1]).toMatch(/^agt_\w+,Writer,1,1,0,0,0,1,\d+,\d+,/);
    expect((await table('costs?format=csv&by=model')).lines[1]).toMatch(/^builtin\/rules,\d+,0,/);
    expect((await table('usage?format=csv&by=day')).lines).toHaveLength(31);
    expect((await table('workflows?format=csv')).lines).toEqual([expect.stringMatching(/^workflowId,workflow,runs,/)]);
    expect((await table('people?format=csv')).lines).toHaveLength(1);
    expect(await api.call(getRunReport, { query: { format: 'json' } })).toMatchObject({ totals: { runs: 0 } });
    expect((await table('agents?format=xml')).status).toBe(400);
    expect((await table('agents?from=2026-11-20T00:00:00Z&to=2026-11-19T00:00:00Z')).status).toBe(400);
  });
});
