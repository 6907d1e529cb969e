/** This repository's own lint rules: names and sizes that no published rule knows. */
import { basename, relative, sep } from 'node:path';

const banned = new Set(['common', 'shared', 'helper', 'helpers', 'manager', 'misc', 'data', 'util', 'utils']);
/** An `index.ts` is the face of a lib, or of one capability of the platform, and nothing else. */
const faces = /^libs\/[^/]+\/src\/index\.ts$|^libs\/platform\/src\/[^/]+\/index\.ts$/;
/** Node kinds are named after their ids, and `data.set` is one. */
const named = /^libs\/catalog\/src\/node-kinds\/data-/;

const fileName = {
  meta: { type: 'problem', schema: [], messages: { bad: '{{why}}' } },
  create(context) {
    const path = relative(context.cwd, context.filename).split(sep).join('/');
    const report = (node, why) => context.report({ node, messageId: 'bad', data: { why } });
    return {
      Program(node) {
        const name = basename(path);
        if (!/^[a-z0-9.-]+$/.test(name)) report(node, `File names are kebab-case with a role: ${name}`);
        if (/^index\.tsx?$/.test(name) && !faces.test(path)) report(node, 'index.ts belongs to the root of a lib only');
        const word = path.split(/[/.-]/).find((part) => banned.has(part));
        if (word && !named.test(path)) report(node, `"${word}" says nothing: name the file after what it does`);
      },
    };
  },
};

const longFileExplained = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { long: '{{lines}} lines: above 250, the first comment explains why' },
  },
  create(context) {
    return {
      Program(node) {
        const { lines, ast } = context.sourceCode;
        const first = ast.comments[0];
        const explained = first && first.range[0] <= (ast.body[0]?.range[0] ?? 0);
        if (lines.length > 250 && !explained)
          context.report({ node, messageId: 'long', data: { lines: String(lines.length) } });
      },
    };
  },
};

export const rules = { 'file-name': fileName, 'long-file-explained': longFileExplained };
