/* Loaded before a service (`node --import`) when BENCH_GUARD names a folder: how long the guard took for each request is written there at the end. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AuthGuard } from '#libs/platform/security';

const folder = process.env['BENCH_GUARD'];
/** Milliseconds of each admission: those that waited for nobody, and those that asked another service. */
const taken: { known: number[]; asked: number[] } = { known: [], asked: [] };

if (folder) {
  const admit = AuthGuard.prototype.admit;
  AuthGuard.prototype.admit = function (route, request) {
    const began = performance.now();
    const answer = admit.call(this, route, request);
    if (!answer) {
      // Public routes ask for nothing, and are no measure.
      if (request.caller) taken.known.push(performance.now() - began);
      return undefined;
    }
    return answer.then(() => void taken.asked.push(performance.now() - began));
  };
  process.on('exit', () => writeFileSync(join(folder, `${process.pid}.json`), JSON.stringify(taken)));
}
