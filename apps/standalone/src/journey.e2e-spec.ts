import {
  eventually,
  expectJourney,
  HttpPeer,
  launchDistributed,
  launchEmbedded,
  MailPeer,
  supportTriageJourney,
  type DistributedPlatform,
  type ServiceProcess,
} from '#libs/testing';

/** Counters of a process by label set, from its Prometheus page. */
async function counters(process: ServiceProcess, metric: string): Promise<Map<string, number>> {
  const text = await (await fetch(`${process.url}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line.startsWith(`${metric}{`));
  return new Map(
    lines.map((line) => [
      line.slice(metric.length, line.lastIndexOf(' ')),
      Number(line.slice(line.lastIndexOf(' ') + 1)),
    ]),
  );
}

const total = (maps: Map<string, number>[], label: RegExp) =>
  maps.flatMap((map) => [...map]).reduce((sum, [labels, count]) => (label.test(labels) ? sum + count : sum), 0);

describe('the journey: sign up → workflow → publish → run → approval → notification → report', () => {
  let mail: MailPeer;
  let slack: HttpPeer;
  const channels = () => ({
    SMTP_URL: mail.url,
    MAIL_FROM: 'AaaS <aaas@larkfield.example>',
    SLACK_WEBHOOK_URL: `${slack.url}/services/T0/B0/x`,
    AAAS_EGRESS_ALLOW: '127.0.0.1',
  });

  beforeEach(async () => {
    [mail, slack] = await Promise.all([MailPeer.start(), HttpPeer.start()]);
  });
  afterEach(() => Promise.all([mail.stop(), slack.stop()]));

  it('embedded', async () => {
    const platform = await launchEmbedded({ env: channels() });
    try {
      expectJourney(await supportTriageJourney(platform.url, { mail, slack }));
    } finally {
      await platform.stop();
    }
  }, 120_000);

  it('distributed, through Nginx, with two workers and three replicas of ai: each call is handled once', async () => {
    const platform: DistributedPlatform = await launchDistributed({ env: channels(), replicas: { ai: 3 }, workers: 2 });
    try {
      expectJourney(await supportTriageJourney(platform.url, { mail, slack }));
      // A replica counts a call when it is over for itself, which may be after its caller has the answer.
      await eventually(async () => {
        const served = await Promise.all(
          platform.api.ai.map((each) => counters(each, 'aaas_rpc_serve_duration_seconds_count')),
        );
        const called = await Promise.all(
          platform.processes.map((each) => counters(each, 'aaas_rpc_call_duration_seconds_count')),
        );
        for (const method of ['ai.classify', 'ai.extracting', 'ai.complete', 'ai.summarizing']) {
          const label = new RegExp(`method="${method.replace('.', '\\.')}",code="OK"`);
          expect([method, total(served, label)]).toEqual([method, total(called, label)]);
          expect(total(served, label)).toBeGreaterThan(0);
        }
        for (const replica of served) expect(total([replica], /method="ai\./)).toBeGreaterThan(0);
      });
    } finally {
      await platform.stop();
    }
  }, 240_000);
});
