import type { ArtifactCapability } from '../../kit.js';
import { stepInput } from '../../conformance/step.js';
import { describeNodeKind } from '../../conformance/kind-suite.js';
import { dataFile } from './data-file.def.js';
import { runDataFile } from './data-file.run.js';

const write: ArtifactCapability['write'] = ({ name, content }) =>
  Promise.resolve({ artifactId: 'art_1', name, bytes: content.length });

describeNodeKind(dataFile, runDataFile, {
  examples: [
    {
      config: { name: 'report.csv', format: 'csv', rows: [{ a: 1 }] },
      use: { artifacts: { write } },
      gives: { output: { artifactId: 'art_1', name: 'report.csv', bytes: 6 } },
    },
  ],
  invalid: [
    { config: { name: '../x.csv', format: 'csv', rows: [] }, path: 'name' },
    { config: { name: '..', format: 'csv', rows: [] }, path: 'name' },
    { config: { name: 'a\nb', format: 'csv', rows: [] }, path: 'name' },
    { config: { name: 'a', format: 'pdf', rows: [] }, path: 'format' },
    { config: { name: 'a', format: 'csv' }, path: 'rows' },
    { config: { name: 'a', format: 'csv', rows: [], content: '' }, path: 'rows' },
  ],
});

describe('data.file', () => {
  it('names the limit that a file exceeds', async () => {
    const config = { name: 'big.txt', format: 'text' as const, content: 'x'.repeat(16 * 1024 * 1024 + 1) };
    await expect(
      runDataFile(stepInput(config, ['artifacts'], { use: { artifacts: { write } } })),
    ).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      details: { limit: 'outputBytes' },
    });
  });
});
