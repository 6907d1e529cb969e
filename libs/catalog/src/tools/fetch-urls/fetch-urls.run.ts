import { AppError } from '#libs/contracts';
import { implementTool } from '../../kit.js';
import { fetchDocument } from '../reading/fetch-document.js';
import { fetchUrls } from './fetch-urls.def.js';

const atOnce = 4;

/** In the order of the addresses. */
export const runFetchUrls = implementTool(fetchUrls, async ({ urls, maxChars }, { use, signal, progress }) => {
  const pages = new Array<Awaited<ReturnType<typeof one>>>(urls.length);
  let next = 0;
  let read = 0;
  const one = async (url: string) => {
    try {
      const { title, text } = await fetchDocument(use, url);
      return { url, title, text: text.slice(0, maxChars), isCut: text.length > maxChars };
    } catch (error) {
      const { code, message } = AppError.is(error)
        ? error
        : { code: 'TOOL_FAILED', message: 'The page could not be read' };
      return { url, error: { code, message } };
    }
  };
  const work = async () => {
    for (let index = next++; index < urls.length && !signal.aborted; index = next++) {
      pages[index] = await one(urls[index]!);
      progress({ done: ++read / urls.length });
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, urls.length) }, work));
  return { pages };
});
