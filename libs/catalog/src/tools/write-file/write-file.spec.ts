import { describeTool, type ToolFakes } from '../../conformance/tool-suite.js';
import { writeFileTool } from './write-file.def.js';
import { runWriteFile } from './write-file.run.js';

const expecting = (contentType: string, content: string | Uint8Array): ToolFakes => ({
  artifacts: {
    write: (file) => {
      expect({ contentType: file.contentType, content: file.content }).toEqual({ contentType, content });
      return Promise.resolve({ artifactId: 'art_1', name: file.name, bytes: Buffer.byteLength(file.content) });
    },
  },
});

describeTool(writeFileTool, runWriteFile, {
  examples: [
    {
      input: { name: 'Report.MD', content: '# Ü' },
      use: expecting('text/markdown', '# Ü'),
      output: { artifactId: 'art_1', name: 'Report.MD', bytes: 4 },
    },
    {
      input: { name: 'note', content: 'x' },
      use: expecting('text/plain', 'x'),
      output: { artifactId: 'art_1', name: 'note', bytes: 1 },
    },
    {
      input: { name: 'a.bin', content: 'AAEC', encoding: 'base64', contentType: 'image/png' },
      use: expecting('image/png', Buffer.from([0, 1, 2])),
      output: { artifactId: 'art_1', name: 'a.bin', bytes: 3 },
    },
  ],
  invalid: [
    { content: 'x' },
    ...['../x', 'a/b', 'a\\b', '..', '.', '', 'a\nb', '/etc/passwd', 'C:x', 'x'.repeat(201)].map((name) => ({
      name,
      content: 'x',
    })),
    { name: 'a', content: 'x', contentType: 'text/html; charset=x' },
  ],
  refused: [{ name: 'a.bin', content: '*', encoding: 'base64' }],
});
