import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { configSlices, type VariableFacts } from '#libs/platform/config';

const isSource = (path: string) => path.endsWith('.ts') && !path.endsWith('spec.ts') && !path.endsWith('.d.ts');

/** Files of apps and libs that declare a slice of the configuration. */
export const configFiles = (): string[] =>
  ['apps', 'libs'].flatMap((folder) =>
    (readdirSync(folder, { recursive: true }) as string[])
      .filter(isSource)
      .map((path) => join(folder, path))
      .filter((path) => /\bdefineConfig\(\s*'/.test(readFileSync(path, 'utf8')))
      .sort(),
  );

export interface SettingFacts extends VariableFacts {
  /** The service that alone reads it; undefined: every process does. */
  service: string | undefined;
}

/** Every variable that any service reads, each once. `load` imports a file; Jest and Node do so in different ways. */
export async function allVariables(load: (file: string) => Promise<unknown>): Promise<SettingFacts[]> {
  const known = new Set<string>();
  const all: SettingFacts[] = [];
  // What the files declare by themselves first: the platform's own slices come with the first import.
  for (const file of configFiles().sort((one, other) => other.localeCompare(one))) {
    await load(resolve(file));
    const service = /^apps\/([^/]+)\//.exec(file)?.[1];
    const fresh = configSlices().filter(({ name }) => !known.has(name));
    for (const each of fresh) known.add(each.name);
    all.push(...fresh.map((each) => ({ ...each, service })));
  }
  return all;
}

export const loadByNode = (file: string): Promise<unknown> => import(pathToFileURL(file).href);

/** What `docker-compose.yml` takes from `.env` beside the platform's own variables. */
export const composeVariables: Record<string, string> = {
  AAAS_PORT: "The gateway's port on this machine; 8080 when absent",
  AAAS_MYSQL_ROOT_PASSWORD: 'Administrator of the MySQL container; used on its first start only',
  AAAS_AUTH_DB_PASSWORD: "Passwords of the services' database users: letters, digits, _ and -",
  AAAS_COMPANY_DB_PASSWORD: '',
  AAAS_AGENTS_DB_PASSWORD: '',
  AAAS_AI_DB_PASSWORD: '',
  AAAS_NOTIFICATIONS_DB_PASSWORD: '',
  AAAS_REDIS_PASSWORD: 'Password of the Redis container',
};

const comment = (text: string): string[] => (text ? text.split('\n').map((line) => `# ${line}`) : []);

/** The text of `.env.example`: every variable commented out, with its default. */
export function envExample(variables: VariableFacts[]): string {
  const lines = [
    '# Every setting, with its default. Nothing is needed for `npm start` and `npm run demo`.',
    '# Made from the config schemas by `node --import ./scripts/ts.mjs scripts/write-env-example.ts`.',
  ];
  for (const slice of [...new Set(variables.map((each) => each.slice))]) {
    lines.push('', `## ${slice}`);
    for (const each of variables.filter((one) => one.slice === slice)) {
      lines.push(...comment(each.description), `# ${each.name}=${each.default ?? ''}`);
    }
  }
  lines.push('', '## Compose only; `node scripts/make-env.mjs` writes them with fresh secrets, and AAAS_MASTER_KEY');
  for (const [name, text] of Object.entries(composeVariables)) lines.push(...comment(text), `# ${name}=`);
  return `${lines.join('\n')}\n`;
}
