/** Installs and builds what is missing, then hands over to a built program, with the arguments of this command. */
import { spawn } from 'node:child_process';
import { ensureInstalled, root } from './setup.mjs';

export async function runBuilt(program) {
  try {
    ensureInstalled();
    const { build } = await import('./build.mjs');
    // Figures and reports go to stdout; what the build says must not stand among them.
    console.log = console.error;
    await build();
    const child = spawn(process.execPath, [program, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
    // Ctrl-C reaches the whole group; the program ends in its own time and says how.
    process.on('SIGINT', () => undefined);
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    process.exitCode = await new Promise((resolve) =>
      child.once('exit', (code, signal) => resolve(signal ? 130 : code)),
    );
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
