/** Writes dist/docs: the merged OpenAPI document of all services, and the page that shows it (/docs at the gateway). */
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './setup.mjs';

const isRoute = (value) =>
  typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'responses' in value;

export async function buildDocs() {
  const contracts = await import(pathToFileURL(join(root, 'dist/libs/contracts/src/index.js')).href);
  const routes = Object.fromEntries(Object.entries(contracts).filter(([, value]) => isRoute(value)));
  const document = contracts.openApiDocument(routes, { title: 'AaaS', version: 'v1' });
  const folder = join(root, 'dist/docs');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'openapi.json'), JSON.stringify(document));
  for (const name of ['index.html', 'start.js']) await copyFile(join(root, 'gateway/docs', name), join(folder, name));
  for (const name of ['swagger-ui.css', 'swagger-ui-bundle.js']) {
    await copyFile(join(root, 'node_modules/swagger-ui-dist', name), join(folder, name));
  }
}
