/**
 * Builds what changed since the last build: TypeScript of apps, libs and bench to dist/ (same paths) by swc, the web app to
 * dist/web by vite. What was built from what is remembered as content hashes in dist/.built.json.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildDocs } from './build-docs.mjs';
import { ensureInstalled, root } from './setup.mjs';

const record = join(root, 'dist/.built.json');
const isTest = /\.(spec|int-spec|e2e-spec)\.tsx?$/;
/** The web app is made of these; a change in any builds it again. */
const webSources = [
  'frontend',
  'libs/contracts',
  'libs/workflow',
  'libs/expressions',
  'libs/catalog',
  'package-lock.json',
];

const hashOf = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('base64url');
};

const readRecord = () => {
  try {
    return JSON.parse(readFileSync(record, 'utf8'));
  } catch {
    return { files: {} };
  }
};

/** Paths of all files below, relative to the root, in a stable order; `dist`, packages and hidden files left out. */
async function filesBelow(path) {
  const entries = await readdir(join(root, path), { withFileTypes: true }).catch(() => undefined);
  if (!entries) return existsSync(join(root, path)) ? [path] : [];
  const lists = await Promise.all(
    entries
      .filter(({ name }) => !name.startsWith('.') && !['node_modules', 'dist', 'coverage'].includes(name))
      .map((entry) => (entry.isDirectory() ? filesBelow(`${path}/${entry.name}`) : [`${path}/${entry.name}`])),
  );
  return lists.flat().sort();
}

const outputsOf = (path) => {
  if (path.startsWith('gateway/docs/')) return [join(root, 'dist/docs', path.split('/').pop())];
  if (!path.endsWith('.ts')) return [join(root, 'dist', path)];
  const script = join(root, 'dist', path.replace(/\.ts$/, '.js'));
  return [script, `${script}.map`];
};

async function compile(path, swc) {
  const [target, mapTarget] = outputsOf(path);
  await mkdir(dirname(target), { recursive: true });
  if (!mapTarget) return copyFile(join(root, path), target);
  const { code, map } = await swc.transformFile(join(root, path), {
    root,
    cwd: root,
    configFile: join(root, '.swcrc'),
  });
  await replaceFile(mapTarget, map);
  await replaceFile(target, `${code}\n//# sourceMappingURL=${mapTarget.split('/').pop()}\n`);
}

/** A process that loads the file meanwhile sees the old or the new one, never a half. */
async function replaceFile(target, content) {
  const fresh = `${target}.${process.pid}`;
  await writeFile(fresh, content);
  await rename(fresh, target);
}

/** Compiles the changed files of apps, libs and bench; removes what lost its source. Returns how many changed. */
async function buildServices(built) {
  const config = hashOf(await readFile(join(root, '.swcrc')), await readFile(join(root, 'scripts/build.mjs')));
  const sources = (await Promise.all(['apps', 'libs', 'bench', 'gateway/docs'].map(filesBelow)))
    .flat()
    .filter((path) => !isTest.test(path) && !path.endsWith('.d.ts') && !path.endsWith('.md'));
  const hashes = new Map(
    await Promise.all(sources.map(async (path) => [path, hashOf(config, await readFile(join(root, path)))])),
  );
  const gone = Object.keys(built.files).filter((path) => !hashes.has(path));
  const changed = sources.filter((path) => built.files[path] !== hashes.get(path) || !existsSync(outputsOf(path)[0]));
  if (changed.length + gone.length === 0) return 0;
  const swc = await import('@swc/core');
  await Promise.all(gone.flatMap(outputsOf).map((path) => rm(path, { force: true })));
  await Promise.all(changed.map((path) => compile(path, swc)));
  built.files = Object.fromEntries(hashes);
  await buildDocs();
  return changed.length + gone.length;
}

/** Builds the web app when one of its sources changed. */
async function buildWeb(built) {
  const paths = (await Promise.all(webSources.map(filesBelow))).flat().filter((path) => !isTest.test(path));
  if (!paths.includes('frontend/index.html')) return false;
  const hash = hashOf(
    ...(await Promise.all(paths.map(async (path) => hashOf(path, await readFile(join(root, path)))))),
  );
  if (built.web === hash && existsSync(join(root, 'dist/web/index.html'))) return false;
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const args = [vite, 'build', '--outDir', join(root, 'dist/web'), '--emptyOutDir', '--logLevel', 'warn'];
  const child = spawn(process.execPath, args, { cwd: join(root, 'frontend'), stdio: 'inherit' });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error('The web app does not build; vite says why above.');
  built.web = hash;
  return true;
}

/** @returns whether something was built. @throws when something does not compile; what compiled before stays. */
export async function build({ services = true, web = true, quiet = false } = {}) {
  const start = performance.now();
  const built = readRecord();
  const parts = await Promise.allSettled([services ? buildServices(built) : 0, web ? buildWeb(built) : false]);
  const [changed, webChanged] = parts.map(({ value }) => value);
  if (changed || webChanged) {
    await mkdir(dirname(record), { recursive: true });
    await replaceFile(record, JSON.stringify(built));
  }
  // One half that does not build must not make the other half build again.
  const failed = parts.find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
  if (!changed && !webChanged) return false;
  if (!quiet) {
    const what = [changed && `${changed} files`, webChanged && 'the web app'].filter(Boolean).join(' and ');
    console.log(`Built ${what} in ${Math.round(performance.now() - start)} ms`);
  }
  return true;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    ensureInstalled();
    const only = process.argv[2];
    await build({ services: only !== 'web', web: only !== 'services' });
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
