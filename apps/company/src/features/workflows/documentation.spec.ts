import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { problemsOf } from './definition-check.js';

const root = join(__dirname, '../../../../..');
const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !name.startsWith('adr'))
    .map((name) => join('docs', name)),
].map((page) => ({ page, text: readFileSync(join(root, page), 'utf8') }));

interface Block {
  page: string;
  line: number;
  definition: { nodes: unknown[] };
}

/** Fenced JSON and YAML of a page. @throws what does not parse, with its place */
function definitionsOf({ page, text }: { page: string; text: string }): Block[] {
  return [...text.matchAll(/^```(json|ya?ml)\n([\s\S]*?)^```/gm)].flatMap(({ 1: language, 2: content = '', index }) => {
    const line = text.slice(0, index).split('\n').length;
    const value = (language === 'json' ? JSON.parse(content) : parse(content)) as { nodes?: unknown };
    return Array.isArray(value.nodes) ? [{ page, line, definition: value as Block['definition'] }] : [];
  });
}

/** As GitHub makes them of headings. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
const anchorsOf = (text: string) => [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));

describe('the documentation', () => {
  const blocks = pages.flatMap(definitionsOf);

  it('has examples', () => expect(blocks.length).toBeGreaterThan(30));

  it.each(blocks)('$page, line $line: the workflow has no problems', ({ definition }) => {
    const errors = problemsOf(definition).filter(({ severity }) => severity === 'error');
    expect(errors).toEqual([]);
  });

  it.each(pages)('$page: links lead somewhere', ({ page, text }) => {
    for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [file = '', anchor] = target.split('#');
      const path = file === '' ? join(root, page) : join(root, dirname(page), file);
      expect([target, existsSync(path)]).toEqual([target, true]);
      if (anchor !== undefined) expect(anchorsOf(readFileSync(path, 'utf8'))).toContain(anchor);
    }
  });
});
