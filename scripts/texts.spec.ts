import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(__dirname, '../frontend/src/text/en');
const keys = readdirSync(folder).flatMap((file) =>
  [...readFileSync(join(folder, file), 'utf8').matchAll(/^ {2}'([^']+)':/gm)].map(([, key]) => key!),
);

describe('the texts of the web app', () => {
  it('are found', () => expect(keys.length).toBeGreaterThan(1000));
  it('stand in one area each: the later one would speak for the other', () =>
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]));
});
