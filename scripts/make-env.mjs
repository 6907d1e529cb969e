/** Writes `.env` for Compose with fresh secrets. Leaves an existing one alone: its master key opens what is stored. */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup.mjs';

const password = () => randomBytes(24).toString('base64url');
const lines = [
  `AAAS_MASTER_KEY=${randomBytes(32).toString('base64')}`,
  `AAAS_MYSQL_ROOT_PASSWORD=${password()}`,
  ...['AUTH', 'COMPANY', 'AGENTS', 'AI', 'NOTIFICATIONS'].map((name) => `AAAS_${name}_DB_PASSWORD=${password()}`),
  `AAAS_REDIS_PASSWORD=${password()}`,
];

try {
  writeFileSync(join(root, '.env'), `${lines.join('\n')}\n`, { mode: 0o600, flag: 'wx' });
  console.log('.env is written. Keep AAAS_MASTER_KEY safe: without it, stored credentials cannot be opened.');
} catch (error) {
  if (error.code !== 'EEXIST') throw error;
  console.log('.env is there already and stays as it is.');
}
