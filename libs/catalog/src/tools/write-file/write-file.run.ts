import { implementTool, invalidToolInput } from '../../kit.js';
import { writeFileTool } from './write-file.def.js';

const types: Record<string, string> = {
  csv: 'text/csv',
  htm: 'text/html',
  html: 'text/html',
  json: 'application/json',
  md: 'text/markdown',
  pdf: 'application/pdf',
  xml: 'application/xml',
};

export const runWriteFile = implementTool(writeFileTool, ({ name, content, encoding, contentType }, { use }) => {
  const bytes = encoding === 'text' ? content : bytesOf(content);
  const byName = types[name.split('.').at(-1)!.toLowerCase()];
  const otherwise = encoding === 'text' ? 'text/plain' : 'application/octet-stream';
  return use.artifacts.write({ name, contentType: contentType ?? byName ?? otherwise, content: bytes });
});

function bytesOf(text: string): Uint8Array {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0)
    throw invalidToolInput(writeFileTool.name, [{ path: 'content', message: 'expected base64' }]);
  return Buffer.from(text, 'base64');
}
