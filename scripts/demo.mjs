/** `npm run demo`: installs and builds what is missing, then hands over to the demo program with the same arguments. */
import { spawn } from 'node:child_process';
import { ensureInstalled, root } from './setup.mjs';

try {
  ensureInstalled();
  const { build } = await import('./build.mjs');
  await build();
  const program = spawn(process.execPath, ['dist/apps/cli/src/demo.js', ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
  });
  // Ctrl-C reaches the whole group; the program ends in its own time and says how.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => program.kill('SIGTERM'));
  process.exitCode = await new Promise((resolve) =>
    program.once('exit', (code, signal) => resolve(signal ? 130 : code)),
  );
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
