import { existsSync, readFileSync } from 'node:fs';
import { toolPages } from './tool-pages.js';

describe('reference page of the tools', () => {
  it.each([...toolPages()])('%s says what the definitions say (npm run docs)', (path, content) => {
    expect(existsSync(path) && readFileSync(path, 'utf8')).toBe(content);
  });
});
