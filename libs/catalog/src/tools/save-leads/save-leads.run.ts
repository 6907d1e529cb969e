import { implementTool } from '../../kit.js';
import { fileWriters } from '../../node-kinds/data-file/file-writers.js';
import { mergeLeads } from './merge-leads.js';
import { saveLeads } from './save-leads.def.js';
import { scoreLead } from './score-lead.js';

/** Columns of the file, in this order, whatever the leads say. */
const columns = [
  'company',
  'domain',
  'industry',
  'country',
  'employees',
  'contact',
  'role',
  'email',
  'phone',
  'about',
] as const;

export const runSaveLeads = implementTool(saveLeads, async ({ leads, profile, minScore, name }, { use }) => {
  const merged = mergeLeads(leads);
  const scored = merged
    .map((lead) => ({ lead, ...scoreLead(lead, profile) }))
    .sort((one, other) => other.score - one.score || compare(one.lead.company, other.lead.company));
  const kept = scored.filter(({ score }) => score >= minScore);
  const rows = kept.map(({ lead, score, why }) => ({
    score,
    ...Object.fromEntries(columns.map((column) => [column, lead[column] ?? null])),
    why,
    source: lead.source ?? null,
  }));
  const { contentType, write } = fileWriters.csv;
  // An empty list has its heading, too.
  const heading = Object.fromEntries(['score', ...columns, 'why', 'source'].map((column) => [column, column]));
  const content = rows.length > 0 ? write({ rows }) : write({ rows: [heading] }).split('\r\n')[0]! + '\r\n';
  const file = await use.artifacts.write({ name, contentType, content });
  return {
    ...file,
    leads: kept.length,
    duplicates: leads.length - merged.length,
    below: scored.length - kept.length,
    top: kept.slice(0, 10).map(({ lead, score, why }) => ({ company: lead.company, score, why })),
  };
});

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
