import type { z } from 'zod';
import type { addKnowledgeSource, SourceKind } from '#libs/contracts';
import type { TextKey } from '../../text/catalogue.js';

export const sourceKinds = ['sitemap', 'page', 's3', 'drive', 'folder'] as const satisfies readonly SourceKind[];

/** A source as it is typed: every field of every kind, so that nothing is lost when another kind is looked at. */
export interface SourceDraft {
  kind: SourceKind;
  name: string;
  everyMinutes: '60' | '1440' | '10080' | '';
  trusted: boolean;
  credential: string;
  url: string;
  under: string;
  bucket: string;
  prefix: string;
  region: string;
  endpoint: string;
  folder: string;
  agent: string;
}

export const newSource: SourceDraft = {
  kind: 'sitemap',
  name: '',
  everyMinutes: '1440',
  trusted: false,
  credential: '',
  url: '',
  under: '',
  bucket: '',
  prefix: '',
  region: 'us-east-1',
  endpoint: '',
  folder: '',
  agent: '',
};

export interface SourceField {
  name: 'url' | 'under' | 'bucket' | 'prefix' | 'region' | 'endpoint' | 'folder' | 'agent';
  label: TextKey;
  hint?: TextKey;
  optional?: boolean;
}

const url: SourceField = { name: 'url', label: 'knowledge.source.url' };

/** What each kind asks for, beside a credential. */
export const sourceFields: Readonly<Record<SourceKind, readonly SourceField[]>> = {
  page: [url],
  sitemap: [
    { ...url, hint: 'knowledge.source.sitemap.hint' },
    { name: 'under', label: 'knowledge.source.under', hint: 'knowledge.source.under.hint', optional: true },
  ],
  s3: [
    { name: 'bucket', label: 'knowledge.source.bucket' },
    { name: 'prefix', label: 'knowledge.source.prefix', optional: true },
    { name: 'region', label: 'knowledge.source.region' },
    { name: 'endpoint', label: 'knowledge.source.endpoint', hint: 'knowledge.source.endpoint.hint', optional: true },
  ],
  drive: [{ name: 'folder', label: 'knowledge.source.folder', hint: 'knowledge.source.folder.hint' }],
  folder: [{ name: 'agent', label: 'knowledge.source.agent', hint: 'knowledge.source.agent.hint' }],
};

type Body = z.input<typeof addKnowledgeSource.body>;

/** What is sent: the fields of the kind alone; what is empty and may be is left out. */
export function bodyOf(draft: SourceDraft): Body {
  const typed = sourceFields[draft.kind].map(({ name }) => [name, draft[name].trim()] as const);
  const fields = Object.fromEntries(typed.filter(([, value]) => value !== ''));
  const credential = draft.kind === 'folder' || draft.credential === '' ? {} : { credential: draft.credential };
  return {
    name: draft.name.trim(),
    everyMinutes: draft.everyMinutes === '' ? null : Number(draft.everyMinutes),
    trusted: draft.trusted,
    config: { kind: draft.kind, ...fields, ...credential } as Body['config'],
  };
}

/** The first field that is still to be filled in. */
export const missingIn = (draft: SourceDraft): string[] => [
  ...(draft.name.trim() === '' ? ['name'] : []),
  ...sourceFields[draft.kind].flatMap(({ name, optional }) => (!optional && draft[name].trim() === '' ? [name] : [])),
];
