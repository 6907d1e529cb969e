/**
 * `npm run dev:distributed`: the platform as in production, from local binaries and without containers: MariaDB, Redis, five
 * services, workers, Nginx. `-- --ai 3 --workers 2 --port 8080`. Data live as long as the command.
 */
import { parseArgs } from 'node:util';
import { ensureInstalled } from './setup.mjs';

const names = ['auth', 'company', 'agents', 'ai', 'notifications'];
const count = { type: 'string' };
const { values } = parseArgs({
  options: { ...Object.fromEntries(names.map((name) => [name, count])), workers: count, port: count },
});

/** Providers and channels are taken from the terminal, as the embedded platform does. */
const passedOn = Object.entries(process.env).filter(([name]) =>
  /^(OPENAI|ANTHROPIC|GOOGLE|OPENROUTER|SENDGRID)_API_KEY$|^((OPENAI|ANTHROPIC|GOOGLE|OPENROUTER)_MODEL|OPENAI_BASE_URL|OLLAMA_BASE_URL|OLLAMA_MODEL|SMTP_URL|SENDGRID_URL|MAIL_FROM|SLACK_WEBHOOK_URL|LOG_LEVEL|AAAS_EGRESS_ALLOW)$/.test(
    name,
  ),
);

ensureInstalled();
const { build } = await import('./build.mjs');
await build();
await import('./ts.mjs');
const { launchDistributed } = await import('../libs/testing/src/platform-launcher.ts');

const number = (name) => (values[name] === undefined ? undefined : Number(values[name]));
const platform = await launchDistributed({
  replicas: Object.fromEntries(names.filter((name) => values[name]).map((name) => [name, number(name)])),
  workers: number('workers'),
  port: number('port') ?? 8080,
  env: Object.fromEntries(passedOn),
});

const lines = platform.processes.map(({ name, url, pid, folder }) => [name, url, `pid ${pid}`, `${folder}/server.log`]);
const { database } = platform;
if (database) lines.push(['database', database.url, `pid ${database.pid}`, `${database.folder}/server.log`]);
lines.push(['redis', platform.redis.url, `pid ${platform.redis.pid}`, `${platform.redis.folder}/server.log`]);
for (const [name, url, pid, log] of lines) console.log(`${name.padEnd(24)}${url.padEnd(32)}${pid.padEnd(14)}${log}`);
console.log(`\nReady: ${platform.url} (Ctrl-C ends all)`);

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    await platform.stop();
    process.exit(0);
  });
}
// The servers run on their own; this process waits for the signal.
setInterval(() => undefined, 60_000);
