import { AppError } from '#libs/contracts';
import { limits } from '#libs/workflow';
import { implement } from '../../kit.js';
import { dataFile } from './data-file.def.js';
import { fileWriters } from './file-writers.js';

export const runDataFile = implement(dataFile, async ({ config, use }) => {
  const { contentType, write } = fileWriters[config.format];
  const content = write({ rows: config.rows, content: config.content });
  const bytes = Buffer.byteLength(content);
  if (bytes > limits.outputBytes) {
    throw new AppError('LIMIT_EXCEEDED', {
      detail: `${config.name} has ${bytes} bytes; a file may have ${limits.outputBytes}`,
      limit: 'outputBytes',
    });
  }
  return { output: await use.artifacts.write({ name: config.name, contentType, content }) };
});
