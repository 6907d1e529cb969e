import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { practice } from './conformance/practice.js';
import { classify } from './classify/classify.js';
import { extract } from './extract/extract.js';

/*
 * What the rules are worth, on the sample inbox that they were written with and on a held-out one that nobody looked at while writing
 * them. Only the totals of the held-out set are printed, so that it stays held out.
 */
const folder = join(process.cwd(), 'examples/support-triage');
const topics = ['refund', 'bug', 'billing', 'shipping', 'question', 'spam'].map((label) => ({ label }));
const schema = {
  type: 'object',
  required: ['orderNumber', 'amount', 'currency', 'date', 'language'],
  properties: {
    orderNumber: { type: ['string', 'null'], description: 'Number of the order' },
    amount: { type: ['number', 'null'], description: 'Amount of money that the message is about' },
    currency: { type: ['string', 'null'], description: 'ISO 4217' },
    date: { type: ['string', 'null'], format: 'date', description: 'Calendar date that the message names' },
    language: { type: 'string', enum: ['en', 'de', 'es'] },
  },
};
type Labels = Record<string, Record<string, unknown> & { topic: string }>;
interface Figures {
  topic: number;
  fields: number;
  confidence: number;
}

function measure(set: string): Figures {
  const read = (file: string) => readFileSync(join(folder, set, file), 'utf8');
  const labels = JSON.parse(read('labels.json')) as Labels;
  const inbox = read('inbox.jsonl')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string; subject: string; body: string });
  const sums = { topic: 0, fields: 0, confidence: 0 };
  for (const { id, subject, body } of inbox) {
    const text = `${subject}\n${body}`;
    const verdict = classify(text, topics);
    const data = extract(text, schema).data as Record<string, unknown>;
    sums.topic += Number(verdict.label === labels[id]?.topic);
    sums.confidence += verdict.confidence;
    sums.fields +=
      schema.required.filter((field) => data[field] === labels[id]?.[field]).length / schema.required.length;
  }
  const percent = (sum: number) => Math.round((sum / inbox.length) * 1000) / 10;
  return { topic: percent(sums.topic), fields: percent(sums.fields), confidence: percent(sums.confidence) };
}

describe('the rules on real-looking mail', () => {
  const sample = measure('.');
  const heldOut = measure('evaluation');
  beforeAll(() =>
    process.stdout.write(
      `built-in provider, % right: sample ${JSON.stringify(sample)}, held out ${JSON.stringify(heldOut)}\n`,
    ),
  );

  it.each(['topic', 'fields'] as const)('gets at least nine of ten %s right', (figure) => {
    expect(sample[figure]).toBeGreaterThanOrEqual(90);
    expect(heldOut[figure]).toBeGreaterThanOrEqual(90);
  });

  it.each(['topic', 'fields'] as const)(
    'is no more than 5 points worse at %s on mail it was not written for',
    (figure) => {
      expect(sample[figure] - heldOut[figure]).toBeLessThanOrEqual(5);
    },
  );

  it('is about as sure as it is right', () => {
    expect(Math.abs(heldOut.confidence - heldOut.topic)).toBeLessThanOrEqual(15);
  });

  it('knows the topics of other shops and of French', () => {
    const right = practice.filter(([topic, text]) => classify(text, topics).label === topic);
    expect(right.length / practice.length).toBeGreaterThanOrEqual(0.95);
  });
});
