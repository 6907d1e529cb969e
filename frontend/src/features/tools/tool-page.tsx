import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { RefreshCw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { getTool, refreshTool, type CustomTool, type Out, type Tool } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { Page } from '../../app/page.js';
import { useTitle } from '../../app/title.js';
import { useText } from '../../text/text.js';
import { Tag } from '../../ui/badge.js';
import { Button, IconButton } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Segmented } from '../../ui/segmented.js';
import { ErrorState, Skeleton } from '../../ui/states.js';
import { DeleteTool } from './delete-tool.js';
import { ToolApproval } from './tool-approval.js';
import { ToolConsole } from './tool-console.js';
import { ToolDocs } from './tool-docs.js';
import { ToolForm } from './tool-form.js';
import { hasSettings, ToolSettingsCard } from './tool-settings.js';
import { ToolVersions } from './tool-versions.js';
import { ToolWriting } from './tool-writing.js';
import { isOwn, ToolBadge } from './tool-words.js';

type View = 'try' | 'docs' | 'edit' | 'versions' | 'settings';

/** The tool whose settings say who may have missing tools written. */
const writes = (name: string): boolean => name === 'request_tool';

/** One tool: to try, to read about, and if it is the company's own, to change and approve. */
export function ToolPage() {
  const t = useText();
  const { id } = useParams({ from: '/shell/tools/$id' });
  const tool = useQuery({
    queryKey: ['tools', id],
    queryFn: ({ signal }) => call(getTool, { params: { id }, signal }),
  });
  useTitle(tool.data?.title ?? t('tools.title'));
  if (tool.data) return <ToolRoom tool={tool.data} />;
  return (
    <Page title={t('tools.title')}>
      {tool.error ? (
        <ErrorState title={t('tools.loadFailed')} error={tool.error} onRetry={() => void tool.refetch()} />
      ) : (
        <Card>
          <Skeleton />
        </Card>
      )}
    </Page>
  );
}

function ToolRoom({ tool }: { tool: Out<typeof getTool> }) {
  const t = useText();
  const navigate = useNavigate();
  const { view: asked = 'try' } = useSearch({ from: '/shell/tools/$id' });
  const own = isOwn(tool) ? tool : undefined;
  const views: View[] = own
    ? ['try', 'docs', 'edit', 'versions']
    : ['try', 'docs', ...(hasSettings(tool.name) || writes(tool.name) ? (['settings'] as const) : [])];
  const view = views.includes(asked) ? asked : 'try';
  return (
    <Page
      title={tool.title}
      aside={own && `v${own.version}`}
      actions={
        <>
          <Segmented<View>
            label={t('tools.view')}
            size="md"
            value={view}
            onChange={(next) =>
              void navigate({
                to: '/tools/$id',
                params: { id: tool.id },
                search: { view: next === 'try' ? undefined : next },
                replace: true,
              })
            }
            options={views.map((value) => ({ value, label: t(`tools.view.${value}`) }))}
          />
          {own && <OwnActions tool={own} />}
        </>
      }
    >
      <Head tool={tool} />
      {own?.status === 'review' && <ToolApproval tool={own} />}
      {/* What was typed stays while another view is looked at. */}
      <div hidden={view !== 'try'}>
        <ToolConsole tool={tool} />
      </div>
      {view === 'docs' && <ToolDocs tool={tool} />}
      {view === 'settings' && (writes(tool.name) ? <ToolWriting /> : <ToolSettingsCard />)}
      {own && (
        <div hidden={view !== 'edit'}>
          <ToolForm tool={own} />
        </div>
      )}
      {own && view === 'versions' && <ToolVersions tool={own} />}
    </Page>
  );
}

function Head({ tool }: { tool: Tool | CustomTool }) {
  const t = useText();
  return (
    <div className="mb-4 flex flex-wrap items-center gap-x-2 gap-y-1.5 text-fg-2">
      <Link to="/tools" search={{}} className="link">
        {t('tools.title')}
      </Link>
      <span aria-hidden className="text-fg-off">
        /
      </span>
      <code className="text-meta">{tool.name}</code>
      <ToolBadge status={tool.status} {...(isOwn(tool) && { version: tool.version })} />
      <Tag>{t(`tools.kind.${tool.source}`)}</Tag>
      <Tag>{t(`tools.effect.${tool.effect}`)}</Tag>
      <Tag>{t('tools.riskIs', { risk: t(`tools.risk.${tool.risk}`).toLocaleLowerCase() })}</Tag>
      {tool.outside && <Tag>{t('tools.outside')}</Tag>}
      {tool.async && <Tag>{t('tools.async')}</Tag>}
    </div>
  );
}

function OwnActions({ tool }: { tool: CustomTool }) {
  const t = useText();
  const may = useMay('tools:write');
  const [removing, setRemoving] = useState(false);
  const refresh = useAct({
    run: () => call(refreshTool, { params: { id: tool.id }, body: {} }),
    done: (now) => t(now.hash === tool.hash ? 'tools.refresh.same' : 'tools.refresh.changed'),
    changes: [['tools']],
  });
  return (
    <>
      {tool.source === 'mcp' && (
        <Button
          icon={RefreshCw}
          offBecause={may.why}
          busy={refresh.isPending && t('tools.refreshing')}
          onClick={() => refresh.mutate()}
        >
          {t('tools.refresh')}
        </Button>
      )}
      <IconButton
        icon={Trash2}
        off={!may.ok}
        label={may.why ?? t('do.removeIt', { what: tool.title })}
        onClick={() => setRemoving(true)}
      />
      {removing && <DeleteTool tool={tool} onClose={() => setRemoving(false)} />}
    </>
  );
}
