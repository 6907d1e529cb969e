import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Globe, Upload } from 'lucide-react';
import { useRef, useState } from 'react';
import {
  addKnowledgeDocuments,
  knowledgeDocumentStatus,
  listKnowledgeDocuments,
  type KnowledgeBase,
  type KnowledgeDocument,
} from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { callForm } from '../../app/call.js';
import { ListBody } from '../../app/list-body.js';
import { useMay } from '../../app/may.js';
import { useList } from '../../app/queries.js';
import { useUrlSearch } from '../../app/url-search.js';
import { useFormat, useText } from '../../text/text.js';
import { Tag } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { SearchInput } from '../../ui/field.js';
import { FilterSelect } from '../../ui/filter-select.js';
import { EmptyState } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { Time } from '../../ui/values.js';
import { AddPageDialog } from './add-page-dialog.js';
import { DocumentBadge, isBusy } from './base-badge.js';
import { Dropping } from './dropping.js';

/** Types that are read, as file dialogs know them. */
const accepted = '.pdf,.docx,.html,.htm,.md,.markdown,.txt,.csv,.tsv,.json,.jsonl,.ndjson';

/** Documents of a base, with how far each is. Files can be dropped anywhere on it. */
export function DocumentList({ base }: { base: KnowledgeBase }) {
  const t = useText();
  const navigate = useNavigate();
  const { search, status: wanted } = useSearch({ from: '/shell/knowledge/$id' });
  const status = knowledgeDocumentStatus.safeParse(wanted).data;
  const [text, setText] = useUrlSearch(search);
  const [adding, setAdding] = useState(false);
  const columns = useColumns(base);
  const upload = useUpload(base);
  const list = useList(['knowledge', base.id, 'documents'], listKnowledgeDocuments, {
    params: { id: base.id },
    query: { search, status },
    refetch: (items) => (base.documents.pending > 0 || items.some(isBusy) ? 1000 : false),
  });
  const filter = (next: typeof status) =>
    void navigate({ to: '/knowledge/$id', params: { id: base.id }, search: { search, status: next }, replace: true });
  return (
    <Dropping off={!upload.may.ok} onFiles={upload.send}>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <SearchInput
          label={t('knowledge.doc.search')}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="w-full sm:max-w-80"
        />
        <FilterSelect
          label={t('knowledge.doc.status')}
          any={t('knowledge.doc.status.any')}
          value={status}
          options={knowledgeDocumentStatus.options}
          textOf={(each) => t(`knowledge.doc.status.${each}`)}
          onChange={filter}
        />
        <span className="ml-auto flex flex-wrap gap-2">
          <Button icon={Globe} offBecause={upload.may.why} onClick={() => setAdding(true)}>
            {t('knowledge.doc.page')}
          </Button>
          {upload.button}
        </span>
      </div>
      <ListBody
        list={list}
        failed={t('knowledge.doc.failed')}
        tall
        empty={
          search || status ? (
            <EmptyState
              title={t('knowledge.doc.none')}
              action={
                <Button
                  onClick={() => {
                    setText('');
                    void navigate({ to: '/knowledge/$id', params: { id: base.id }, search: {}, replace: true });
                  }}
                >
                  {t('do.clearFilters')}
                </Button>
              }
            />
          ) : (
            <EmptyState title={t('knowledge.doc.empty')} help={t('knowledge.doc.empty.help')} />
          )
        }
      >
        {(items) => (
          <Table label={t('knowledge.documents')} columns={columns} rows={items} rowKey={(row) => row.id} tall />
        )}
      </ListBody>
      {adding && <AddPageDialog base={base} onClose={() => setAdding(false)} />}
    </Dropping>
  );
}

function useUpload(base: KnowledgeBase) {
  const t = useText();
  const may = useMay('knowledge:write');
  const picker = useRef<HTMLInputElement>(null);
  const act = useAct({
    run: (files: readonly File[]) => {
      const form = new FormData();
      for (const file of files) form.append('file', file);
      return callForm(addKnowledgeDocuments, { params: { id: base.id }, form });
    },
    done: ({ documents }) => t('knowledge.doc.uploaded', { count: documents.length }),
    changes: [['knowledge']],
  });
  const send = (files: readonly File[]) => {
    if (files.length > 0) act.mutate(files);
  };
  const button = (
    <>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        accept={accepted}
        data-upload
        onChange={(event) => {
          send([...(event.target.files ?? [])]);
          // The same file can be chosen once more.
          event.target.value = '';
        }}
      />
      <Button
        look="ink"
        icon={Upload}
        offBecause={may.why}
        busy={act.isPending && t('knowledge.doc.uploading')}
        onClick={() => picker.current?.click()}
      >
        {t('knowledge.doc.upload')}
      </Button>
    </>
  );
  return { may, send, button };
}

function useColumns(base: KnowledgeBase): Column<KnowledgeDocument>[] {
  const t = useText();
  const format = useFormat();
  return [
    {
      key: 'status',
      head: t('knowledge.doc.status'),
      width: 'w-40',
      hide: 'phone',
      cell: (row) => <DocumentBadge document={row} />,
    },
    {
      key: 'name',
      head: t('knowledge.doc.name'),
      cell: (row) => (
        <span className="block min-w-0">
          <Link
            to="/knowledge/$id/documents/$documentId"
            params={{ id: base.id, documentId: row.id }}
            search={{}}
            className="block truncate rounded-xs font-medium hover:underline"
          >
            {row.name}
          </Link>
          <DocumentLine document={row} />
        </span>
      ),
    },
    {
      key: 'trust',
      head: t('knowledge.doc.from'),
      width: 'w-40',
      hide: 'laptop',
      cell: (row) => <Tag>{t(row.sourceId === null ? 'knowledge.doc.from.upload' : 'knowledge.doc.from.source')}</Tag>,
    },
    {
      key: 'passages',
      head: t('knowledge.doc.passages'),
      width: 'w-24',
      right: true,
      hide: 'phone',
      cell: (row) => <span className="tabular-nums">{format.number(row.passages)}</span>,
    },
    {
      key: 'indexed',
      head: t('knowledge.doc.indexed'),
      width: 'w-32',
      right: true,
      hide: 'tablet',
      cell: (row) => <Time at={row.indexedAt} className="text-fg-3" />,
    },
  ];
}

/** What is going on with it, or went wrong, or where it is. */
function DocumentLine({ document }: { document: KnowledgeDocument }) {
  const t = useText();
  const { progress, error, url, contentType } = document;
  if (error)
    return (
      <span className="block truncate text-meta text-failed" title={error.help ?? undefined}>
        {error.message}
      </span>
    );
  if (progress)
    return (
      <span className="block truncate text-meta text-running">
        {t(`knowledge.doc.step.${progress.step}`, { done: progress.done, total: progress.total })}
      </span>
    );
  return <span className="block truncate text-meta text-fg-3">{url ?? contentType}</span>;
}
