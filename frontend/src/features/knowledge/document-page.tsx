import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Download, ExternalLink, RefreshCw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import {
  deleteKnowledgeDocument,
  getKnowledgeBase,
  getKnowledgeContent,
  getKnowledgeDocument,
  retryKnowledgeDocument,
  updateKnowledgeDocument,
  type KnowledgeDocument,
} from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call, download } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { Page } from '../../app/page.js';
import { useTitle } from '../../app/title.js';
import { useFormat, useText } from '../../text/text.js';
import { Tag } from '../../ui/badge.js';
import { Button, buttonClass, IconButton } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Confirm } from '../../ui/confirm.js';
import { Facts } from '../../ui/facts.js';
import { ErrorState, Skeleton } from '../../ui/states.js';
import { Switch } from '../../ui/switch.js';
import { Time } from '../../ui/values.js';
import { DocumentBadge, isBusy } from './base-badge.js';
import { PassageList } from './passage-list.js';

/** One document: what was read of it, where citations lead, and what may be done with it. */
export function DocumentPage() {
  const t = useText();
  const { id, documentId } = useParams({ from: '/shell/knowledge/$id/documents/$documentId' });
  const { passage } = useSearch({ from: '/shell/knowledge/$id/documents/$documentId' });
  const document = useQuery({
    queryKey: ['knowledge', id, 'documents', documentId],
    queryFn: ({ signal }) => call(getKnowledgeDocument, { params: { id, documentId }, signal }),
    refetchInterval: ({ state: { data } }) => (data && isBusy(data) ? 1000 : false),
  });
  useTitle(document.data?.name ?? t('knowledge.title'));
  if (!document.data)
    return (
      <Page title={t('knowledge.title')}>
        {document.error ? (
          <ErrorState
            title={t('knowledge.doc.loadFailed')}
            error={document.error}
            onRetry={() => void document.refetch()}
          />
        ) : (
          <Card>
            <Skeleton />
          </Card>
        )}
      </Page>
    );
  return (
    <Page title={document.data.name} actions={<Actions baseId={id} document={document.data} />}>
      <Head baseId={id} document={document.data} />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_18rem]">
        <PassageList key={document.data.indexedAt} baseId={id} document={document.data} cited={passage} />
        <Side baseId={id} document={document.data} />
      </div>
    </Page>
  );
}

function Head({ baseId, document }: { baseId: string; document: KnowledgeDocument }) {
  const t = useText();
  const base = useQuery({
    queryKey: ['knowledge', baseId],
    queryFn: ({ signal }) => call(getKnowledgeBase, { params: { id: baseId }, signal }),
  });
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center gap-x-2 gap-y-1.5 text-fg-2">
        <Link to="/knowledge" search={{}} className="link">
          {t('knowledge.title')}
        </Link>
        <span aria-hidden className="text-fg-off">
          /
        </span>
        <Link to="/knowledge/$id" params={{ id: baseId }} search={{}} className="link">
          {base.data?.name ?? '…'}
        </Link>
        <DocumentBadge document={document} bare={false} />
        <Tag>{t(document.trusted ? 'knowledge.doc.trusted' : 'knowledge.doc.outside')}</Tag>
      </div>
      {document.error && (
        <div className="mb-4 rounded-md border border-line bg-surface p-3" role="alert">
          <p className="font-medium text-failed">{document.error.message}</p>
          {document.error.help && <p className="mt-1 text-fg-2">{document.error.help}</p>}
          {document.searchable && <p className="mt-1 text-fg-3">{t('knowledge.doc.stale')}</p>}
        </div>
      )}
      {document.duplicateOf && (
        <p className="mb-4 text-fg-2">
          <Link
            to="/knowledge/$id/documents/$documentId"
            params={{ id: baseId, documentId: document.duplicateOf }}
            search={{}}
            className="link"
          >
            {t('knowledge.doc.duplicate')}
          </Link>
        </p>
      )}
    </>
  );
}

function Actions({ baseId, document }: { baseId: string; document: KnowledgeDocument }) {
  const t = useText();
  const may = useMay('knowledge:write');
  const [removing, setRemoving] = useState(false);
  const params = { id: baseId, documentId: document.id };
  const retry = useAct({
    run: () => call(retryKnowledgeDocument, { params, body: {} }),
    done: t('knowledge.doc.retried'),
    changes: [['knowledge', baseId]],
  });
  const fetched = useAct({ run: () => download(getKnowledgeContent, { params }, document.name), changes: [] });
  return (
    <>
      {document.url && (
        <a href={document.url} target="_blank" rel="noreferrer noopener" className={buttonClass()}>
          <ExternalLink aria-hidden className="-ml-0.5 size-4" strokeWidth={1.75} />
          {t('knowledge.doc.open')}
        </a>
      )}
      <Button icon={Download} busy={fetched.isPending && '…'} onClick={() => fetched.mutate()}>
        {t('knowledge.doc.download')}
      </Button>
      <Button
        icon={RefreshCw}
        offBecause={may.why}
        busy={retry.isPending && t('knowledge.doc.retrying')}
        onClick={() => retry.mutate()}
      >
        {t('knowledge.doc.retry')}
      </Button>
      <IconButton
        icon={Trash2}
        off={!may.ok}
        label={may.why ?? t('knowledge.doc.remove')}
        onClick={() => setRemoving(true)}
      />
      {removing && <RemoveDocument baseId={baseId} document={document} onClose={() => setRemoving(false)} />}
    </>
  );
}

function Side({ baseId, document }: { baseId: string; document: KnowledgeDocument }) {
  const t = useText();
  const format = useFormat();
  const may = useMay('knowledge:write');
  const trust = useAct({
    run: (trusted: boolean) =>
      call(updateKnowledgeDocument, { params: { id: baseId, documentId: document.id }, body: { trusted } }),
    changes: [['knowledge', baseId]],
  });
  return (
    <Card className="p-4">
      <Facts
        facts={[
          [t('knowledge.doc.type'), document.contentType],
          [t('knowledge.doc.size'), format.bytes(document.bytes)],
          [
            t('knowledge.doc.from'),
            t(document.sourceId === null ? 'knowledge.doc.from.upload' : 'knowledge.doc.from.source'),
          ],
          document.pages !== null && [t('knowledge.doc.pages'), format.number(document.pages)],
          [t('knowledge.doc.passages'), format.number(document.passages)],
          [t('knowledge.doc.indexed'), <Time key="at" at={document.indexedAt} />],
        ]}
      />
      <div className="mt-4 border-t border-line pt-4">
        <Switch
          label={t('knowledge.doc.trust')}
          checked={document.trusted}
          off={!may.ok || trust.isPending}
          onChange={(next) => trust.mutate(next)}
        />
        <p className="mt-1.5 text-meta text-fg-3">{t('knowledge.doc.trust.hint')}</p>
      </div>
    </Card>
  );
}

function RemoveDocument({
  baseId,
  document,
  onClose,
}: {
  baseId: string;
  document: KnowledgeDocument;
  onClose(): void;
}) {
  const t = useText();
  const navigate = useNavigate();
  const remove = useAct({
    run: () => call(deleteKnowledgeDocument, { params: { id: baseId, documentId: document.id } }),
    done: t('knowledge.doc.removed', { name: document.name }),
    changes: [['knowledge', baseId]],
    quiet: true,
    onDone: () => void navigate({ to: '/knowledge/$id', params: { id: baseId }, search: {} }),
  });
  return (
    <Confirm
      title={t('knowledge.doc.remove.title', { name: document.name })}
      help={t('knowledge.doc.remove.help')}
      act={t('knowledge.doc.remove')}
      acting={t('do.removing')}
      danger
      mutation={remove}
      onClose={onClose}
    />
  );
}
