/** `npm run histories -- 0.2.0`: keeps representative runs of the running platform as that version's; see docs/releasing.md. */
import { spawnSync } from 'node:child_process';
import { bin } from './steps.mjs';

const version = process.argv[2] ?? '';
if (!/^\d+\.\d+\.\d+$/.test(version)) {
  console.error('Which version is it? npm run histories -- 0.2.0');
  process.exit(1);
}
const suite = 'apps/company/src/features/runs/recorded-histories.int-spec.ts';
const { status } = spawnSync(bin('jest'), [suite, '--selectProjects', 'int', '-t', 'representative runs'], {
  stdio: 'inherit',
  env: { ...process.env, AAAS_RECORD_HISTORIES: version },
});
process.exit(status ?? 1);
