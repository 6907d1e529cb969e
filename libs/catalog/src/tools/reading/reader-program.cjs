/**
 * Reads pages and documents of strangers in a thread of its own, which can be stopped and whose memory is bounded. Plain JavaScript,
 * because a worker starts without a loader. Required as a module it tells where it lies.
 */
'use strict';
const { isMainThread, parentPort, workerData } = require('node:worker_threads');

const most = { title: 500, links: 200, results: 50, text: 4_000_000 };

if (isMainThread || !workerData?.isReader) module.exports = { program: __filename };
else {
  // What it reads with is loaded first, so that a document's time is its own: until somebody listens, documents wait in the port.
  require('jsdom');
  require('@mozilla/readability');
  void import('unpdf').then(() => {
    parentPort.on('message', ({ id, kind, content, url }) => void answer(id, kind, content, url));
    parentPort.postMessage({ id: 0 });
  });
}

async function answer(id, kind, content, url) {
  try {
    parentPort.postMessage({ id, value: await readers[kind](content, url) });
  } catch (error) {
    parentPort.postMessage({ id, error: String(error?.message ?? error).slice(0, 500) });
  }
}

const readers = {
  /** The text of a page that a person would read; of a page without an article, all of its text. */
  html(content, url) {
    const { JSDOM, VirtualConsole } = require('jsdom');
    const { Readability } = require('@mozilla/readability');
    // No console: what pages complain about is nobody's business. No scripts, no resources: those are jsdom's defaults.
    const { document } = new JSDOM(content, { url, virtualConsole: new VirtualConsole() }).window;
    const title = clean(document.title).slice(0, most.title);
    const links = linksOf(document);
    for (const hidden of document.querySelectorAll(
      'script, style, noscript, template, [hidden], [aria-hidden="true"], [style*="display:none"], [style*="display: none"]',
    ))
      hidden.remove();
    const whole = textOf(document.body);
    const article = new Readability(document, { maxElemsToParse: 50_000, charThreshold: 200 }).parse();
    const found = article?.content ? textOf(new JSDOM(article.content).window.document.body) : '';
    return {
      title: clean(article?.title ?? '').slice(0, most.title) || title,
      byline: clean(article?.byline ?? '').slice(0, most.title) || null,
      text: (found.length >= 200 ? found : whole).slice(0, most.text),
      links,
    };
  },

  async pdf(content) {
    const { extractText, getDocumentProxy, getMeta } = await import('unpdf');
    const document = await getDocumentProxy(new Uint8Array(content));
    if (document.numPages > 2000) throw new Error(`the document has ${document.numPages} pages; 2000 are read at most`);
    const { text, totalPages } = await extractText(document, { mergePages: true });
    const title = await getMeta(document).then(
      ({ info }) => clean(String(info?.Title ?? '')),
      () => '',
    );
    return {
      title: title.slice(0, most.title),
      byline: null,
      text: text.slice(0, most.text),
      links: [],
      pages: totalPages,
    };
  },

  /** Page by page: whoever cites it says on which. */
  async pages(content) {
    const { getDocumentProxy, getMeta } = await import('unpdf');
    const document = await getDocumentProxy(new Uint8Array(content));
    if (document.numPages > 2000) throw new Error(`the document has ${document.numPages} pages; 2000 are read at most`);
    const pages = [];
    let left = most.text;
    for (let number = 1; number <= document.numPages; number++) {
      const page = await document.getPage(number);
      const { items } = await page.getTextContent();
      const text = items.map((item) => (item.str ?? '') + (item.hasEOL ? '\n' : '')).join('');
      left -= text.length;
      if (left < 0) throw new Error(`the document has more than ${most.text} characters`);
      pages.push(text);
      page.cleanup();
    }
    const title = await getMeta(document).then(
      ({ info }) => clean(String(info?.Title ?? '')),
      () => '',
    );
    return { title: title.slice(0, most.title), pages };
  },

  /** Pictures are left out, and nothing beside the document itself is opened. */
  async docx(content) {
    const mammoth = require('mammoth');
    const convertImage = mammoth.images.imgElement(() => Promise.resolve({ src: '' }));
    const { value } = await mammoth.convertToHtml({ buffer: Buffer.from(content) }, { convertImage });
    return { html: value };
  },

  /** What DuckDuckGo's page without scripts lists. Its links lead through a counter, and hold the address in `uddg`. */
  duckduckgo(content, url) {
    const { JSDOM, VirtualConsole } = require('jsdom');
    const { document } = new JSDOM(content, { url, virtualConsole: new VirtualConsole() }).window;
    const results = [];
    for (const result of document.querySelectorAll('.result:not(.result--ad)')) {
      const link = result.querySelector('a.result__a');
      const address = link && target(link.href);
      if (!address) continue;
      results.push({
        title: clean(link.textContent),
        url: address,
        snippet: clean(result.querySelector('.result__snippet')?.textContent ?? ''),
      });
      if (results.length >= most.results) break;
    }
    return {
      results,
      isRefused: results.length === 0 && document.querySelector('.anomaly-modal, #challenge-form') !== null,
    };
  },
};

const clean = (text) => String(text).replace(/\s+/g, ' ').trim();

function target(href) {
  try {
    const url = new URL(href);
    const address = new URL(url.searchParams.get('uddg') ?? href);
    return ['http:', 'https:'].includes(address.protocol) ? address.href : undefined;
  } catch {
    return undefined;
  }
}

function linksOf(document) {
  const links = new Map();
  for (const link of document.querySelectorAll('a[href]')) {
    const text = clean(link.textContent).slice(0, 200);
    const { href } = link;
    if (text !== '' && /^https?:/.test(href) && href.length <= 2000 && !links.has(href)) links.set(href, text);
    if (links.size >= most.links) break;
  }
  return [...links].map(([href, text]) => ({ url: href, text }));
}

const blocks = new Set(
  'ADDRESS ARTICLE ASIDE BLOCKQUOTE DD DIV DL DT FIGCAPTION FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 HEADER HR LI MAIN NAV OL P PRE SECTION TABLE TR UL'.split(
    ' ',
  ),
);

/** Text with a line for each block. Goes from node to node without recursion: pages may be nested as deeply as they like. */
function textOf(root) {
  if (!root) return '';
  const parts = [];
  let node = root;
  let isLeaving = false;
  for (;;) {
    if (!isLeaving) {
      if (node.nodeType === 3) parts.push(node.data.replace(/\s+/g, ' '));
      else if (node.nodeName === 'BR') parts.push('\n');
      else if (blocks.has(node.nodeName)) parts.push(/^H[1-6]$/.test(node.nodeName) ? '\n\n' : '\n');
      else if (node.nodeName === 'TD' || node.nodeName === 'TH') parts.push(' ');
      if (node.nodeName === 'LI') parts.push('- ');
      if (node.firstChild) {
        node = node.firstChild;
        continue;
      }
    }
    if (node === root) break;
    if (blocks.has(node.nodeName)) parts.push('\n');
    isLeaving = node.nextSibling === null;
    node = node.nextSibling ?? node.parentNode;
  }
  return parts
    .join('')
    .split('\n')
    .map((line) => line.replace(/[ \t]+/g, ' ').trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
