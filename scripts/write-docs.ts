/** Writes the reference pages of docs/: `npm run docs`. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { kindPages } from './kind-pages.js';
import { toolPages } from './tool-pages.js';

const pages = kindPages();
mkdirSync('docs/kinds', { recursive: true });
for (const name of readdirSync('docs/kinds')) if (!pages.has(`docs/kinds/${name}`)) rmSync(`docs/kinds/${name}`);
for (const [path, content] of [...pages, ...toolPages()]) writeFileSync(path, content);
