/* Loaded before a service (`node --import`) when BENCH_PROFILE names a folder: SIGUSR2 begins a CPU profile, the next one writes it there. */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { join } from 'node:path';

const folder = process.env['BENCH_PROFILE'];
const session = new Session();
let profiling = false;
let written = 0;

if (folder) {
  session.connect();
  session.post('Profiler.enable');
  process.on('SIGUSR2', () => {
    if (!profiling) session.post('Profiler.start');
    else
      session.post('Profiler.stop', (error, { profile }) => {
        const name = /apps\/(\w+)\//.exec(process.argv[1] ?? '')?.[1] ?? 'process';
        const role = process.env['AAAS_ROLE'] ?? 'all';
        if (!error) writeFileSync(join(folder, `${name}-${role}-${++written}.cpuprofile`), JSON.stringify(profile));
      });
    profiling = !profiling;
  });
}
