import { tooDeep } from '#libs/platform/http';
import { tidy, type Block, type ReadDocument } from './blocks.js';
import { tooLarge, unreadable } from './unreadable.js';

/** Levels that are walked. */
export const mostLevels = 64;
const mostBlocks = 100_000;

/** JSON, or one JSON value a line. What stands together in an object is one block; the names that lead to it are its headings. */
export function readJson(text: string): ReadDocument {
  const values = tooDeep(text, mostLevels) ? tooNested() : parsed(text);
  const blocks: Block[] = [];
  values.forEach((value) => tell(value, [], blocks));
  return { title: '', blocks, pages: null };
}

const tooNested = (): never => {
  throw tooLarge(`more than ${mostLevels} levels`, String(mostLevels), 'document.levels');
};

function parsed(text: string): unknown[] {
  try {
    return [JSON.parse(text) as unknown];
  } catch (error) {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    if (lines.length < 2) throw unreadable('it is no JSON', error);
    return lines.map((line, index) => {
      try {
        return JSON.parse(line) as unknown;
      } catch (cause) {
        throw unreadable(`line ${index + 1} is no JSON`, cause);
      }
    });
  }
}

/** Not deeper than `mostLevels`, which was looked at before. */
function tell(value: unknown, path: readonly string[], blocks: Block[]): void {
  if (blocks.length > mostBlocks)
    throw tooLarge(`more than ${mostBlocks} values`, String(mostBlocks), 'document.values');
  if (value === null || value === '') return;
  if (Array.isArray(value)) {
    if (value.every(isPlain)) say(path, value.map(String).join(', '), blocks);
    else value.forEach((item) => tell(item, path, blocks));
    return;
  }
  if (typeof value !== 'object') return say(path, String(value as string | number | boolean), blocks);
  const entries = Object.entries(value);
  const plain = entries.filter(([, item]) => isPlain(item) && item !== null && item !== '');
  if (plain.length > 0) say(path, plain.map(([name, item]) => `${name}: ${String(item)}`).join('\n'), blocks);
  for (const [name, item] of entries) if (!isPlain(item)) tell(item, [...path, name], blocks);
}

const isPlain = (value: unknown): boolean => typeof value !== 'object' || value === null;

function say(path: readonly string[], text: string, blocks: Block[]): void {
  const said = tidy(text);
  if (said !== '') blocks.push({ text: path.length > 0 ? `${path.join(' › ')}\n${said}` : said });
}
