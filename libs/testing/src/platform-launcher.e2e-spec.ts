import { launchDistributed, launchEmbedded } from './platform-launcher.js';

const ready = async (url: string) => (await fetch(`${url}/readyz`)).status;

describe('the launcher', () => {
  it('starts the embedded platform, kills it, and starts it again with what it kept', async () => {
    const platform = await launchEmbedded();
    try {
      expect(await ready(platform.url)).toBe(200);
      const account = { email: 'ann@example.com', password: 'correct horse battery' };
      const post = (path: string, body: object) =>
        fetch(`${platform.url}/api/v1/${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
      expect((await post('auth/sign-up', { ...account, name: 'Ann', companyName: 'Ann & Co' })).status).toBe(201);
      await platform.kill();
      await expect(fetch(platform.url)).rejects.toThrow();
      await platform.restart();
      expect((await post('auth/log-in', account)).status).toBe(200);
    } finally {
      await platform.stop();
    }
  });

  it('starts the distributed platform with replicas and workers behind Nginx', async () => {
    const platform = await launchDistributed({ replicas: { ai: 3 }, workers: 2 });
    try {
      expect(await ready(platform.url)).toBe(200);
      expect(platform.api.ai.map(({ name }) => name)).toEqual(['ai-1', 'ai-2', 'ai-3']);
      expect(platform.processes).toHaveLength(5 + 2 + 6);
      expect(new Set(platform.processes.map(({ pid }) => pid)).size).toBe(13);
      await platform.api.ai[0]!.kill();
      await platform.api.ai[0]!.restart();
      expect(await ready(platform.api.ai[0]!.url)).toBe(200);
    } finally {
      await platform.stop();
    }
  });
});
