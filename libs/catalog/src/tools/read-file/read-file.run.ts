import { AppError } from '#libs/contracts';
import { implementTool, type FileFacts, type ToolCallContext } from '../../kit.js';
import { partOf } from '../fields.js';
import { textOfDocument } from '../reading/text-of-document.js';
import { readFileTool } from './read-file.def.js';

type Use = ToolCallContext<'artifacts'>['use'];

export const runReadFile = implementTool(readFileTool, async ({ name, artifactId, ...part }, { use }) => {
  if (name === undefined && artifactId === undefined) {
    const files = await use.artifacts.list({ limit: 100 });
    return {
      file: null,
      ...partOf('', { offset: 0, maxChars: 1 }),
      files: files.map(({ artifactId: id, name: called, bytes }) => ({ artifactId: id, name: called, bytes })),
    };
  }
  const id = artifactId ?? (await named(use, name!)).artifactId;
  const { content, ...facts } = await use.artifacts.read(id);
  const file = { artifactId: id, name: facts.name, contentType: facts.contentType, bytes: content.byteLength };
  const { text } = await textOfDocument({ contentType: facts.contentType, content, url: 'https://file.invalid/' });
  return { file, ...partOf(text, part) };
});

async function named(use: Use, name: string): Promise<FileFacts> {
  const found = await use.artifacts.find(name);
  if (found) return found;
  const others = await use.artifacts.list({ limit: 20 });
  const known = others.length > 0 ? `; there are: ${others.map((file) => file.name).join(', ')}` : '';
  throw new AppError('ARTIFACT_NOT_FOUND', { detail: `There is no file called ${name}${known}` });
}
