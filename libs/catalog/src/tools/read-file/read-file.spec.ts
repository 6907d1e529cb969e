import { AppError } from '#libs/contracts';
import { describeTool, type ToolFakes } from '../../conformance/tool-suite.js';
import { readFileTool } from './read-file.def.js';
import { runReadFile } from './read-file.run.js';

const id = `art_${'0'.repeat(26)}`;
const file = { artifactId: id, name: 'plan.md', contentType: 'text/markdown', bytes: 11 };
const files = (contentType = 'text/markdown', content: string | Uint8Array = 'one two three'): ToolFakes => ({
  artifacts: {
    find: (name) => Promise.resolve(name === 'plan.md' ? file : undefined),
    list: () => Promise.resolve([file]),
    read: (wanted) =>
      wanted === id
        ? Promise.resolve({ name: 'plan.md', contentType, content: Buffer.from(content) })
        : Promise.reject(new AppError('ARTIFACT_NOT_FOUND')),
  },
});
const shown = { ...file, bytes: 13 };
const long = 'x'.repeat(150);

describeTool(readFileTool, runReadFile, {
  examples: [
    {
      input: { name: 'plan.md' },
      use: files(),
      output: { file: shown, text: 'one two three', totalChars: 13, nextOffset: null },
    },
    {
      input: { artifactId: id, maxChars: 100 },
      use: files('text/plain; charset=utf-8', long),
      output: {
        file: { ...shown, contentType: 'text/plain; charset=utf-8', bytes: 150 },
        text: 'x'.repeat(100),
        totalChars: 150,
        nextOffset: 100,
      },
    },
    {
      input: { artifactId: id, offset: 100 },
      use: files('text/plain', long),
      output: {
        file: { ...shown, contentType: 'text/plain', bytes: 150 },
        text: 'x'.repeat(50),
        totalChars: 150,
        nextOffset: null,
      },
    },
    {
      input: { artifactId: id },
      use: files('text/html', '<p>Hello</p><script>no()</script>'),
      output: {
        file: { ...shown, contentType: 'text/html', bytes: 33 },
        text: 'Hello',
        totalChars: 5,
        nextOffset: null,
      },
    },
    {
      input: {},
      use: files(),
      output: {
        file: null,
        text: '',
        totalChars: 0,
        nextOffset: null,
        files: [{ artifactId: id, name: 'plan.md', bytes: 11 }],
      },
    },
  ],
  invalid: [
    { name: '../../etc/passwd' },
    { name: 'a', artifactId: id },
    { artifactId: '../x' },
    { artifactId: id, maxChars: 1_000_000 },
  ],
  fails: [
    { input: { name: 'gone.md' }, use: files(), code: 'ARTIFACT_NOT_FOUND', says: 'there are: plan.md' },
    {
      input: { artifactId: id },
      use: files('image/png', Buffer.from([0, 1])),
      code: 'HTTP_ANSWER_INVALID',
      says: 'image/png',
    },
    {
      input: { artifactId: id },
      use: files('text/plain', 'x'.repeat(4_200_000)),
      code: 'LIMIT_EXCEEDED',
      says: 'bytes',
    },
  ],
});
