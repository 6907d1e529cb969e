import { implementTool } from '../../kit.js';
import { partOf } from '../fields.js';
import { fetchDocument } from '../reading/fetch-document.js';
import { fetchPage } from './fetch-page.def.js';

export const runFetchPage = implementTool(fetchPage, async ({ url, withLinks, ...part }, { use }) => {
  const page = await fetchDocument(use, url);
  return {
    url: page.url,
    title: page.title,
    byline: page.byline,
    contentType: page.contentType,
    ...partOf(page.text, part),
    ...(withLinks ? { links: page.links } : {}),
  };
});
