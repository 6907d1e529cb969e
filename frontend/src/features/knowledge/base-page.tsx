import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { LoaderCircle, Trash2, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { deleteKnowledgeBase, getKnowledgeBase, type KnowledgeBase } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { usePhone } from '../../app/media.js';
import { useMay } from '../../app/may.js';
import { Page } from '../../app/page.js';
import { useTitle } from '../../app/title.js';
import { useText } from '../../text/text.js';
import { IconButton } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Confirm } from '../../ui/confirm.js';
import { Segmented } from '../../ui/segmented.js';
import { ErrorState, Note, Skeleton } from '../../ui/states.js';
import { BaseBadge } from './base-badge.js';
import { BaseSettings } from './base-settings.js';
import { DocumentList } from './document-list.js';
import { QualityView } from './quality-view.js';
import { SearchConsole } from './search-console.js';
import { SourceList } from './source-list.js';

const views = ['documents', 'sources', 'search', 'quality', 'settings'] as const;
type View = (typeof views)[number];

/** One knowledge base: what is in it, where that comes from, what it answers, and how well. */
export function BasePage() {
  const t = useText();
  const { id } = useParams({ from: '/shell/knowledge/$id' });
  const base = useQuery({
    queryKey: ['knowledge', id],
    queryFn: ({ signal }) => call(getKnowledgeBase, { params: { id }, signal }),
    refetchInterval: ({ state: { data } }) =>
      data && (data.documents.pending > 0 || data.index.building) ? 1500 : false,
  });
  useTitle(base.data?.name ?? t('knowledge.title'));
  if (base.data) return <BaseRoom base={base.data} />;
  return (
    <Page title={t('knowledge.title')}>
      {base.error ? (
        <ErrorState title={t('knowledge.loadFailed')} error={base.error} onRetry={() => void base.refetch()} />
      ) : (
        <Card>
          <Skeleton />
        </Card>
      )}
    </Page>
  );
}

function BaseRoom({ base }: { base: KnowledgeBase }) {
  const t = useText();
  const navigate = useNavigate();
  const { view = 'documents' } = useSearch({ from: '/shell/knowledge/$id' });
  const may = useMay('knowledge:write');
  const phone = usePhone();
  const [removing, setRemoving] = useState(false);
  const choice = (
    <Segmented<View>
      label={t('knowledge.view')}
      size="md"
      value={view}
      onChange={(next) =>
        void navigate({
          to: '/knowledge/$id',
          params: { id: base.id },
          search: { view: next === 'documents' ? undefined : next },
          replace: true,
        })
      }
      options={views.map((value) => ({ value, label: t(`knowledge.view.${value}`) }))}
    />
  );
  return (
    <Page
      title={base.name}
      actions={
        <>
          {!phone && choice}
          <IconButton
            icon={Trash2}
            off={!may.ok}
            label={may.why ?? t('knowledge.remove')}
            onClick={() => setRemoving(true)}
          />
        </>
      }
    >
      <div className="mb-4 flex flex-wrap items-center gap-x-2 gap-y-1.5 text-fg-2">
        <Link to="/knowledge" search={{}} className="link">
          {t('knowledge.title')}
        </Link>
        <span aria-hidden className="text-fg-off">
          /
        </span>
        <BaseBadge base={base} />
        {base.description !== '' && <span className="min-w-0 truncate text-fg-3">{base.description}</span>}
      </div>
      {/* Too wide for the title's row there. */}
      {phone && <div className="mb-4">{choice}</div>}
      <IndexNote base={base} />
      {view === 'documents' && <DocumentList base={base} />}
      {view === 'sources' && <SourceList base={base} />}
      {/* What was asked stays while another view is looked at. */}
      <div hidden={view !== 'search'}>
        <SearchConsole base={base} />
      </div>
      {view === 'quality' && <QualityView base={base} />}
      {view === 'settings' && <BaseSettings base={base} />}
      {removing && <RemoveBase base={base} onClose={() => setRemoving(false)} />}
    </Page>
  );
}

/** What goes on behind the search, and what went wrong there. */
function IndexNote({ base }: { base: KnowledgeBase }) {
  const t = useText();
  const { building, error } = base.index;
  if (building)
    return (
      <div className="mb-4">
        <Note
          tone="running"
          icon={<LoaderCircle aria-hidden className="size-4 text-running-solid" strokeWidth={1.75} />}
        >
          {t('knowledge.building', { done: building.done, total: building.total })}
        </Note>
      </div>
    );
  if (!error) return null;
  return (
    <div className="mb-4">
      <Note tone="failed" icon={<TriangleAlert aria-hidden className="size-4 text-failed-solid" strokeWidth={1.75} />}>
        {t('knowledge.buildFailed', { why: /[.!?]$/.test(error.message) ? error.message : `${error.message}.` })}
      </Note>
    </div>
  );
}

function RemoveBase({ base, onClose }: { base: KnowledgeBase; onClose(): void }) {
  const t = useText();
  const navigate = useNavigate();
  const remove = useAct({
    run: () => call(deleteKnowledgeBase, { params: { id: base.id } }),
    done: t('knowledge.removed', { name: base.name }),
    changes: [],
    quiet: true,
    onDone: () => void navigate({ to: '/knowledge', search: {} }),
  });
  return (
    <Confirm
      title={t('knowledge.remove.title', { name: base.name })}
      help={t('knowledge.remove.help')}
      act={t('knowledge.remove')}
      acting={t('do.removing')}
      danger
      mutation={remove}
      onClose={onClose}
    />
  );
}
