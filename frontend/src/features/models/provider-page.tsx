import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { Radio, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { deleteProvider, getProvider, testProvider, updateProvider, type AiProvider } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { Page } from '../../app/page.js';
import { useTitle } from '../../app/title.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Confirm } from '../../ui/confirm.js';
import { Facts } from '../../ui/facts.js';
import { ErrorState, Skeleton } from '../../ui/states.js';
import { Switch } from '../../ui/switch.js';
import { Time } from '../../ui/values.js';
import { ModelInput } from './model-input.js';
import { ProviderForm } from './provider-form.js';
import { RotateKey } from './rotate-key.js';
import { TestReport } from './provider-tests.js';
import { ProviderState } from './providers-page.js';

/** One provider: try it, change it, put a new key in, take it away. */
export function ProviderPage() {
  const t = useText();
  const { id } = useParams({ from: '/shell/administration/providers/$id' });
  const provider = useQuery({
    queryKey: ['ai', 'providers', id],
    queryFn: ({ signal }) => call(getProvider, { params: { id }, signal }),
  });
  useTitle(provider.data?.name ?? t('providers.title'));
  if (provider.error && !provider.data)
    return (
      <Page title={t('providers.title')} narrow>
        <ErrorState title={t('providers.failed')} error={provider.error} onRetry={() => void provider.refetch()} />
      </Page>
    );
  if (!provider.data)
    return (
      <Page title={t('providers.title')} narrow>
        <Card>
          <Skeleton />
        </Card>
      </Page>
    );
  return <ProviderRoom provider={provider.data} />;
}

function ProviderRoom({ provider }: { provider: AiProvider }) {
  const t = useText();
  const navigate = useNavigate();
  const may = useMay('ai:admin');
  const [removing, setRemoving] = useState(false);
  const own = provider.source === 'company';
  const turn = useAct({
    run: (enabled: boolean) => call(updateProvider, { params: { id: provider.id }, body: { enabled } }),
    changes: [['ai']],
  });
  const remove = useAct({
    run: () => call(deleteProvider, { params: { id: provider.id } }),
    done: t('providers.removed', { name: provider.name }),
    changes: [['ai', 'models']],
    quiet: true,
    onDone: () => void navigate({ to: '/administration/providers' }),
  });
  return (
    <Page
      narrow
      title={provider.name}
      aside={<ProviderState provider={provider} />}
      actions={
        own && (
          <Switch
            label={t('providers.on')}
            checked={provider.enabled}
            onChange={(on) => (may.ok ? turn.mutate(on) : undefined)}
          />
        )
      }
    >
      <p className="mb-4 text-fg-2">
        <Link to="/administration/providers" className="link">
          {t('providers.title')}
        </Link>{' '}
        / <span className="font-mono text-meta">{provider.slug}/…</span>
      </p>
      <div className="grid gap-4">
        <TestCard provider={provider} />
        {own ? (
          <>
            <ProviderForm key={provider.updatedAt ?? provider.id} provider={provider} offBecause={may.why} />
            <RotateKey provider={provider} offBecause={may.why} />
            <Card title={t('providers.remove')} action={null}>
              <div className="flex flex-wrap items-center gap-3 p-4">
                <p className="min-w-0 flex-1 text-fg-2">{t('providers.remove.help')}</p>
                <Button look="danger" icon={Trash2} offBecause={may.why} onClick={() => setRemoving(true)}>
                  {t('providers.remove')}
                </Button>
              </div>
            </Card>
          </>
        ) : (
          <Card title={t('providers.facts')}>
            <Facts
              className="p-4"
              facts={[
                [t('providers.source'), t(`providers.source.${provider.source}`)],
                [t('providers.note'), provider.note],
                provider.pricesAsOf ? [t('models.pricesAsOf'), provider.pricesAsOf] : null,
              ]}
            />
          </Card>
        )}
      </div>
      {removing && (
        <Confirm
          title={t('providers.remove.title', { name: provider.name })}
          help={t('providers.remove.help')}
          act={t('providers.remove')}
          acting={t('do.removing')}
          mutation={remove}
          onClose={() => setRemoving(false)}
        />
      )}
    </Page>
  );
}

/** A tiny question to a model of choice; tells as well whether it can call tools. */
function TestCard({ provider }: { provider: AiProvider }) {
  const t = useText();
  const may = useMay('ai:admin');
  const [model, setModel] = useState('');
  const test = useAct({
    run: () =>
      call(testProvider, { params: { id: provider.id }, body: model.trim() === '' ? {} : { model: model.trim() } }),
    changes: [['ai']],
    quiet: true,
  });
  const latest = test.data ?? provider.lastTest;
  return (
    <Card title={t('providers.lastTest')}>
      <div className="grid gap-3 p-4">
        <TestReport test={latest} />
        {test.error && <ErrorState title={t('error.notDone')} error={test.error} />}
        <form
          className="flex flex-wrap items-end gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            test.mutate();
          }}
        >
          <div className="min-w-50 flex-1">
            <ModelInput
              label={t('providers.test.model')}
              optional
              provider={provider.slug}
              value={model}
              onChange={setModel}
              placeholder={provider.defaultModel ?? t('providers.test.default')}
            />
          </div>
          <Button
            look="ink"
            type="submit"
            icon={Radio}
            offBecause={may.why}
            busy={test.isPending && t('providers.testing')}
          >
            {t('providers.test')}
          </Button>
        </form>
        {provider.previousKeyUntil && (
          <p className="text-meta text-waiting">
            {t('providers.rotate.until')} <Time at={provider.previousKeyUntil} />
          </p>
        )}
      </div>
    </Card>
  );
}
