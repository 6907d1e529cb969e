import {
  addKnowledgeQuestions,
  createKnowledgeBase,
  getKnowledgeBase,
  startKnowledgeEvaluation,
  type KnowledgeDocument,
} from '#libs/contracts';
import type { ApiClient } from '#libs/client';
import { eventually } from '#libs/testing';

export interface KnowledgeSeed {
  base: string;
  document: string;
}

const files = {
  'returns.md':
    '# Returns\n\nGoods may be sent back within 30 days, unused.\n\n## Abroad\n\nFrom other countries within 60 days.',
  'prices.csv': 'Product,Price\nHalden One,149\nHalden Studio,399',
  'broken.pdf': '%PDF-1.4 cut off',
};

/** A knowledge base with documents that were read, one that could not be, a question and a measurement. */
export async function seedKnowledge(api: ApiClient, url: string, token: string): Promise<KnowledgeSeed> {
  const { id } = await api.call(createKnowledgeBase, {
    body: { name: 'Handbook', description: 'What customers may expect of us' },
  });
  const form = new FormData();
  for (const [name, content] of Object.entries(files)) form.append('file', new File([content], name));
  const response = await fetch(`${url}/api/v1/knowledge-bases/${id}/documents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: form,
  });
  const { documents } = (await response.json()) as { documents: KnowledgeDocument[] };
  const document = documents.find(({ name }) => name === 'returns.md')!.id;
  const question = { question: 'How long may I send it back?', expected: [{ documentId: document }] };
  await api.call(addKnowledgeQuestions, { params: { id }, body: { questions: [question] } });
  await eventually(async () => {
    const base = await api.call(getKnowledgeBase, { params: { id } });
    if (base.documents.pending > 0) throw new Error('still reading');
  });
  await api.call(startKnowledgeEvaluation, { params: { id }, body: { mode: 'lexical' } });
  return { base: id, document };
}
