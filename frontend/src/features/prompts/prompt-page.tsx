import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { deletePrompt, getPrompt, type Prompt } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { Page } from '../../app/page.js';
import { useTitle } from '../../app/title.js';
import { useText } from '../../text/text.js';
import { IconButton } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Confirm } from '../../ui/confirm.js';
import { Segmented } from '../../ui/segmented.js';
import { ErrorState, Skeleton } from '../../ui/states.js';
import { BenchView } from './bench-view.js';
import { PromptEditor } from './prompt-editor.js';
import { PromptVersions } from './prompt-versions.js';

type View = 'edit' | 'bench' | 'versions';

/** One prompt: its draft, the test bench, and its versions. */
export function PromptPage() {
  const t = useText();
  const { id } = useParams({ from: '/shell/administration/prompts/$id' });
  const prompt = useQuery({
    queryKey: ['prompts', id],
    queryFn: ({ signal }) => call(getPrompt, { params: { id }, signal }),
  });
  useTitle(prompt.data?.name ?? t('prompts.title'));
  if (!prompt.data)
    return (
      <Page title={t('prompts.title')}>
        {prompt.error ? (
          <ErrorState title={t('prompts.failed')} error={prompt.error} onRetry={() => void prompt.refetch()} />
        ) : (
          <Card>
            <Skeleton />
          </Card>
        )}
      </Page>
    );
  return <PromptRoom prompt={prompt.data} />;
}

function PromptRoom({ prompt }: { prompt: Prompt }) {
  const t = useText();
  const navigate = useNavigate();
  const may = useMay('ai:write');
  const { view = 'edit' } = useSearch({ from: '/shell/administration/prompts/$id' });
  const [removing, setRemoving] = useState(false);
  const remove = useAct({
    run: () => call(deletePrompt, { params: { id: prompt.id } }),
    done: t('prompts.removed', { name: prompt.name }),
    changes: [],
    quiet: true,
    onDone: () => void navigate({ to: '/administration/prompts', search: {} }),
  });
  return (
    <Page
      title={prompt.name}
      aside={prompt.publishedVersion === null ? t('prompts.notPublished') : `v${prompt.publishedVersion}`}
      actions={
        <>
          <Segmented<View>
            label={t('prompts.view')}
            size="md"
            value={view}
            onChange={(next) =>
              void navigate({
                to: '/administration/prompts/$id',
                params: { id: prompt.id },
                search: { view: next === 'edit' ? undefined : next },
                replace: true,
              })
            }
            options={[
              { value: 'edit', label: t('prompts.view.edit') },
              { value: 'bench', label: t('prompts.view.bench') },
              { value: 'versions', label: t('prompts.view.versions') },
            ]}
          />
          <IconButton
            icon={Trash2}
            off={!may.ok}
            label={may.why ?? t('do.removeIt', { what: prompt.name })}
            onClick={() => setRemoving(true)}
          />
        </>
      }
    >
      <p className="mb-4 text-fg-2">
        <Link to="/administration/prompts" search={{}} className="link">
          {t('prompts.title')}
        </Link>{' '}
        {prompt.description && `/ ${prompt.description}`}
      </p>
      {/* The draft stays mounted, so that looking at the bench takes nothing away that was typed. */}
      <div hidden={view !== 'edit'}>
        <PromptEditor prompt={prompt} />
      </div>
      {view === 'bench' && <BenchView prompt={prompt} />}
      {view === 'versions' && <PromptVersions prompt={prompt} />}
      {removing && (
        <Confirm
          title={t('prompts.remove.title', { name: prompt.name })}
          help={t('prompts.remove.help')}
          act={t('prompts.remove')}
          acting={t('do.removing')}
          mutation={remove}
          onClose={() => setRemoving(false)}
        />
      )}
    </Page>
  );
}
