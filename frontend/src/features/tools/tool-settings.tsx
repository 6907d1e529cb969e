import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { getToolSettings, setToolSettings, toolSettings, type ToolSettings } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { SectionForm } from '../../forms/section-form.js';
import { useText } from '../../text/text.js';
import { Card } from '../../ui/card.js';
import { Checkbox, Field, Input, Select } from '../../ui/field.js';
import { ErrorState, Skeleton } from '../../ui/states.js';
import { CredentialSelect } from './credential-select.js';

/** Built-in tools that the settings are about. */
export const hasSettings = (name: string): boolean => ['web_search', 'fetch_page', 'fetch_urls'].includes(name);

/** How the built-in tools search the web and read pages, for the whole company. */
export function ToolSettingsCard() {
  const t = useText();
  const settings = useQuery({
    queryKey: ['tools', 'settings'],
    queryFn: ({ signal }) => call(getToolSettings, { signal }),
  });
  if (settings.data) return <SettingsForm key={JSON.stringify(settings.data)} saved={settings.data} />;
  return settings.error ? (
    <ErrorState title={t('error.title')} error={settings.error} onRetry={() => void settings.refetch()} />
  ) : (
    <Card>
      <Skeleton rows={3} />
    </Card>
  );
}

const providers = ['duckduckgo', 'searxng', 'brave'] as const;

function SettingsForm({ saved }: { saved: ToolSettings }) {
  const t = useText();
  const may = useMay('tools:admin');
  const [draft, setDraft] = useState(saved);
  const save = useAct({
    run: (body: ToolSettings) => call(setToolSettings, { body }),
    done: t('save.done'),
    changes: [['tools', 'settings']],
    quiet: true,
  });
  const { provider, url = '', credential = '' } = draft.search;
  const issues = toolSettings.safeParse(draft).error?.issues ?? [];
  const errorOf = (field: 'url' | 'credential') =>
    issues.some(({ path }) => path.join('.') === `search.${field}`) ? t(`tools.settings.${field}.wrong`) : undefined;
  const change = ({ url: nextUrl = url, credential: key = credential, ...rest }: Partial<ToolSettings['search']>) =>
    setDraft({
      ...draft,
      search: { provider, ...rest, ...(nextUrl !== '' && { url: nextUrl }), ...(key !== '' && { credential: key }) },
    });
  return (
    <SectionForm
      title={t('tools.settings')}
      help={t('tools.settings.help')}
      saved={saved}
      draft={draft}
      onReset={() => setDraft(saved)}
      mutation={save}
      offBecause={may.why}
      wrong={issues.length > 0}
    >
      <Field label={t('tools.settings.provider')}>
        {(link) => (
          <Select
            {...link}
            value={provider}
            onChange={(event) =>
              setDraft({ ...draft, search: { provider: event.target.value as (typeof providers)[number] } })
            }
          >
            {providers.map((each) => (
              <option key={each} value={each}>
                {t(`tools.settings.provider.${each}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {provider !== 'duckduckgo' && (
        <>
          <Field label={t('tools.settings.url')} optional={provider !== 'searxng'} error={errorOf('url')}>
            {(link) => (
              <Input {...link} type="url" value={url} onChange={(event) => change({ url: event.target.value })} />
            )}
          </Field>
          <CredentialSelect
            value={credential}
            error={errorOf('credential')}
            onChange={(id) => change({ credential: id })}
          />
        </>
      )}
      <div>
        <Checkbox
          label={t('tools.settings.robots')}
          checked={draft.respectRobots}
          onChange={(event) => setDraft({ ...draft, respectRobots: event.target.checked })}
        />
      </div>
    </SectionForm>
  );
}
