import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const systemFolders = [
  '/usr/sbin',
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/bin',
  '/opt/homebrew/bin',
  '/opt/homebrew/sbin',
];

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** First of the given programs that is there, as a full path; undefined when none is. Also looks where servers live outside PATH. */
export function lookUpBinary(names: readonly string[]): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...systemFolders];
  for (const name of names) {
    if (name.includes('/')) {
      if (isExecutable(name)) return name;
      continue;
    }
    for (const folder of folders) {
      const path = join(folder || '.', name);
      if (isExecutable(path)) return path;
    }
  }
  return undefined;
}

/** As `lookUpBinary`. @throws a message that says what to install. */
export function findBinary(names: readonly string[], debianPackage: string, variable?: string): string {
  const found = lookUpBinary(names);
  if (found) return found;
  const orGiven = variable ? `, or give its address in ${variable}` : '';
  throw new Error(
    `The tests need ${names[0]}. Install it (Debian: apt-get install ${debianPackage})${orGiven}. \`npm test\` as root does so by itself.`,
  );
}
