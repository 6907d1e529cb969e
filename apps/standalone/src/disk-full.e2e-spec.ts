import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { startRun, type Problem } from '#libs/contracts';
import { eventually, launchEmbedded, Tenant, type ServiceProcess } from '#libs/testing';

const linux = process.platform === 'linux' ? describe : describe.skip;

/** A full disk, by a limit on the size of files of the running process: writes beyond it fail as on a disk without space. */
linux('F17: the disk of the embedded platform is full', () => {
  let platform: ServiceProcess;
  let tenant: Tenant;

  beforeAll(async () => {
    platform = await launchEmbedded();
    tenant = await Tenant.signUp(platform.url);
  }, 120_000);
  afterAll(() => platform.stop());

  const limitFiles = (bytes: number | 'unlimited') =>
    execFileSync('prlimit', ['--pid', String(platform.pid), `--fsize=${bytes}:unlimited`]);
  const readiness = async () => {
    const response = await fetch(`${platform.url}/readyz`);
    return { status: response.status, text: await response.text() };
  };
  const largestFile = (folder: string): number =>
    Math.max(
      ...readdirSync(folder, { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile())
        .map((entry) => statSync(join(entry.parentPath, entry.name)).size),
    );

  it('F17: answers 503, is unready and says so, loses nothing that it accepted, and recovers', async () => {
    const workflow = await tenant.publish('Echo', {
      schemaVersion: 1,
      nodes: [
        { id: 'start', kind: 'trigger.api', config: {} },
        { id: 'say', kind: 'data.set', config: { values: { n: '{{ input.n }}' } } },
        { id: 'end', kind: 'data.transform', config: { value: '{{ steps.say.output.n }}' } },
      ],
      edges: [
        { from: 'start', to: 'say' },
        { from: 'say', to: 'end' },
      ],
    });
    const token = (tenant.owner as unknown as { token: string }).token;
    const accepted: { id: string; n: number }[] = [];
    const refused: Partial<Problem>[] = [];
    const start = async (n: number) => {
      const response = await fetch(`${platform.url}/api/v1${startRun.path.replace(':id', workflow)}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ input: { n, ballast: 'x'.repeat(60_000) } }),
      });
      const body = (await response.json()) as { id: string } & Partial<Problem>;
      if (response.status === 202) accepted.push({ id: body.id, n });
      else refused.push({ ...body, status: response.status });
    };
    await start(0);
    limitFiles(largestFile(platform.folder) + 600_000);
    await eventually(
      async () => {
        await start(accepted.length + refused.length);
        expect(refused.length).toBeGreaterThan(3);
      },
      { withinMs: 30_000, everyMs: 20 },
    );
    expect(refused.filter(({ status }) => status !== 503)).toEqual([]);
    await eventually(async () => {
      await start(-1);
      expect(await readiness()).toMatchObject({
        status: 503,
        text: expect.stringContaining('is the disk full') as string,
      });
    });
    expect(platform.log()).toContain('the database cannot be written: is the disk full?');
    // It lives, and still reads.
    expect((await fetch(`${platform.url}/healthz`)).status).toBe(200);

    limitFiles('unlimited');
    await eventually(async () => expect(await readiness()).toMatchObject({ status: 200 }), { withinMs: 30_000 });
    const before = accepted.length;
    await start(77);
    expect(accepted).toHaveLength(before + 1);
    for (const { id, n } of accepted)
      expect(await tenant.finished(id)).toMatchObject({ status: 'succeeded', output: n });
  }, 120_000);
});
