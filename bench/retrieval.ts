import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createKnowledgeBase, getKnowledgeBase, listKnowledgeDocuments, newId, searchKnowledge } from '#libs/contracts';
import { silentLogger } from '#libs/platform/logging';
import { average, ndcgAt, recallAt } from '../apps/agents/src/features/knowledge/evaluation/measures.js';
import type { IndexPlace, PassageRow } from '../apps/agents/src/features/knowledge/index/index-spec.js';
import { PassageReader } from '../apps/agents/src/features/knowledge/index/passage-reader.js';
import { PassageTables } from '../apps/agents/src/features/knowledge/index/passage-tables.js';
import { PassageWriter } from '../apps/agents/src/features/knowledge/index/passage-writer.js';
import { BenchCompany } from './bench-company.js';
import { figureOf, type Figure } from './figure.js';
import { startPlatform, type Bench, type Mode } from './platform.js';

const bench = 'retrieval';
const dims = 384;
const megabyte = 1024 * 1024;
const at = (values: readonly number[], part: number): number =>
  [...values].sort((one, other) => one - other)[Math.min(values.length - 1, Math.floor(values.length * part))]!;
const timesOf = (figure: string, times: readonly number[]): Figure[] => [
  figureOf(bench, `${figure}_p50`, 'ms', [at(times, 0.5)]),
  figureOf(bench, `${figure}_p99`, 'ms', [at(times, 0.99)]),
];

/**
 * How well and how fast knowledge bases find: a collection of questions whose answers are known, read and asked through the API, and the
 * index alone with 10,000 and 100,000 passages of invented words. `RETRIEVAL_DATA` names a folder with `docs.jsonl` {id, title, text},
 * `queries.jsonl` {id, text} and `qrels.tsv` (query, document, gain), without which the collection is left out; `RETRIEVAL_MODEL` a model for
 * embeddings, which hybrid search is measured with as well; `RETRIEVAL_SIZES` other numbers of passages.
 */
export async function benchRetrieval(mode: Mode): Promise<Figure[]> {
  const folder = process.env['RETRIEVAL_DATA'];
  const sizes = (process.env['RETRIEVAL_SIZES'] ?? '10000,100000').split(',').filter(Boolean).map(Number);
  return [...(folder === undefined ? [] : await collection(mode, folder)), ...(await scales(sizes))];
}

interface Collection {
  docs: { id: string; title: string; text: string }[];
  queries: { id: string; text: string }[];
  /** By query: documents and how well they answer. */
  gains: Map<string, { documentId: string; gain: number }[]>;
}

function readCollection(folder: string): Collection {
  const lines = (name: string) => readFileSync(join(folder, name), 'utf8').split('\n').filter(Boolean);
  const gains: Collection['gains'] = new Map();
  for (const line of lines('qrels.tsv')) {
    const [query, documentId, gain] = line.split('\t');
    if (!(Number(gain) > 0)) continue;
    gains.set(query!, [...(gains.get(query!) ?? []), { documentId: documentId!, gain: Number(gain) }]);
  }
  const parsed = <T>(name: string) => lines(name).map((line) => JSON.parse(line) as T);
  // Some collections hold documents that say nothing.
  const docs = parsed<Collection['docs'][number]>('docs.jsonl').filter(
    ({ title, text }) => `${title}${text}`.trim() !== '',
  );
  return { docs, queries: parsed('queries.jsonl'), gains };
}

async function collection(mode: Mode, folder: string): Promise<Figure[]> {
  const { docs, queries, gains } = readCollection(folder);
  const platform = await startPlatform(mode);
  try {
    const company = await BenchCompany.create(platform);
    const { client } = company;
    const token = await company.logIn();
    const embeddingModel = process.env['RETRIEVAL_MODEL'] ?? null;
    const base = await client.call(createKnowledgeBase, { body: { name: 'Collection', embeddingModel } });
    const began = performance.now();
    for (let from = 0; from < docs.length; from += 100)
      await upload(platform, token, base.id, docs.slice(from, from + 100));
    const uploaded = performance.now();
    for (;;) {
      const { documents } = await client.call(getKnowledgeBase, { params: { id: base.id } });
      if (documents.failed > 0) throw new Error(`${documents.failed} documents could not be read`);
      if (documents.pending === 0) break;
      await sleep(100);
    }
    const seconds = (performance.now() - began) / 1000;
    const names = new Map<string, string>();
    for (let cursor: string | undefined; ;) {
      const page = await client.call(listKnowledgeDocuments, {
        params: { id: base.id },
        query: { limit: 200, ...(cursor ? { cursor } : {}) },
      });
      for (const { id, name } of page.items) names.set(id, name.replace(/\.md$/, ''));
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    const figures = [
      figureOf(bench, 'index_documents', 'documents/s', [docs.length / seconds]),
      figureOf(bench, 'upload_documents', 'documents/s', [docs.length / ((uploaded - began) / 1000)]),
    ];
    for (const by of ['lexical', ...(embeddingModel === null ? [] : (['hybrid'] as const))] as const) {
      const times: number[] = [];
      const scores: { ndcg: number; recall: number }[] = [];
      for (const { id, text } of queries) {
        const expected = gains.get(id);
        if (!expected) continue;
        const asked = performance.now();
        const { items } = await client.call(searchKnowledge, {
          params: { id: base.id },
          body: { query: text, limit: 50, mode: by },
        });
        times.push(performance.now() - asked);
        const found = [...new Set(items.map(({ document }) => names.get(document.id)!))];
        scores.push({ ndcg: ndcgAt(found, expected), recall: recallAt(found, expected, 50) });
      }
      figures.push(
        figureOf(
          bench,
          `ndcg10_${by}`,
          '',
          [average(scores.map(({ ndcg }) => ndcg)) * 1000].map((value) => Math.round(value) / 1000),
        ),
        figureOf(bench, `recall50_${by}`, '', [Math.round(average(scores.map(({ recall }) => recall)) * 1000) / 1000]),
        ...timesOf(`search_api_${by}`, times),
      );
    }
    return figures;
  } finally {
    await platform.stop();
  }
}

async function upload(platform: Bench, token: string, base: string, docs: Collection['docs']): Promise<void> {
  const form = new FormData();
  for (const { id, title, text } of docs) form.append('file', new File([`# ${title}\n\n${text}\n`], `${id}.md`));
  const response = await fetch(`${platform.url}/api/v1/knowledge-bases/${base}/documents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: form,
  });
  if (response.status !== 202) throw new Error(`Upload: ${response.status} ${await response.text()}`);
}

/** The index alone: written in batches as reading documents does, then asked. */
async function scales(sizes: readonly number[]): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-retrieval-'));
  const tables = new PassageTables({ uri: folder, options: {} });
  const writer = new PassageWriter(tables, silentLogger());
  const reader = new PassageReader(tables);
  const index = { id: 'a', language: 'english', model: 'invented' } as const;
  const place: IndexPlace = { companyId: newId('company'), baseId: newId('knowledgeBase'), index };
  const words = new Words();
  const figures: Figure[] = [];
  try {
    let written = 0;
    for (const size of sizes) {
      const began = performance.now();
      const from = written;
      while (written < size) {
        const rows = Math.min(500, size - written);
        await writer.add(
          place,
          Array.from({ length: rows }, () => words.passage(written++)),
        );
      }
      await writer.settle(place);
      const name = `${size / 1000}k`;
      figures.push(
        figureOf(bench, `index_passages_${name}`, 'passages/s', [(size - from) / ((performance.now() - began) / 1000)]),
      );
      const [lexical, vector]: [number[], number[]] = [[], []];
      for (let nth = 0; nth < 200; nth++) {
        const asked = performance.now();
        await reader.byWords(place, words.text(6), {}, 60);
        const between = performance.now();
        await reader.byMeaning(place, words.vector(), {}, 60);
        lexical.push(between - asked);
        vector.push(performance.now() - between);
      }
      figures.push(...timesOf(`search_lexical_${name}`, lexical), ...timesOf(`search_vector_${name}`, vector));
      figures.push(figureOf(bench, `rss_${name}`, 'MiB', [process.memoryUsage.rss() / megabyte]));
    }
    return figures;
  } finally {
    await writer.beforeApplicationShutdown();
    await tables.onApplicationShutdown();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Invented words, the common ones often and most of them seldom, always the same. */
class Words {
  private seed = 7;
  private readonly known = Array.from({ length: 20_000 }, (_, nth) => `w${((nth * 7919) % 99_991).toString(36)}`);

  text(count: number): string {
    return Array.from({ length: count }, () => this.known[Math.floor(this.next() ** 3 * this.known.length)]).join(' ');
  }

  vector(): number[] {
    return Array.from({ length: dims }, () => this.next() - 0.5);
  }

  passage(nth: number): PassageRow {
    return {
      ...{ document: `doc_${nth >> 2}`, rev: 'r', n: nth & 3, source: 'upload', type: 'text/plain', page: -1 },
      ...{ title: this.text(5), heading: '', text: this.text(150), hash: String(nth), vector: this.vector() },
    };
  }

  private next(): number {
    this.seed = (this.seed * 1103515245 + 12345) & 0x7fffffff;
    return this.seed / 0x7fffffff;
  }
}
