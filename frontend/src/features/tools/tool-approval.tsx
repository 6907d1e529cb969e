import { ShieldAlert } from 'lucide-react';
import { approveTool, listToolVersions, type CustomTool } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { useList } from '../../app/queries.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { ErrorState, Note, Skeleton } from '../../ui/states.js';
import { ToolOrigin } from './tool-origin.js';
import { VersionDifference } from './version-difference.js';

/** A tool that waits: what it would do, what changed since the version before, and the hash that an approval binds itself to. */
export function ToolApproval({ tool }: { tool: CustomTool }) {
  const t = useText();
  const may = useMay('tools:approve');
  const versions = useList(['tools', tool.id, 'versions'], listToolVersions, {
    params: { id: tool.id },
    query: { limit: 2 },
  });
  const approve = useAct({
    run: () => call(approveTool, { params: { id: tool.id }, body: { hash: tool.hash } }),
    done: t('tools.approved', { name: tool.title }),
    changes: [['tools']],
    quiet: true,
  });
  const [now, before] = versions.items ?? [];
  return (
    <Card title={t(tool.version === 1 ? 'tools.review.new' : 'tools.review.changed')} className="mb-4">
      <div className="grid gap-3 p-4">
        <Note
          tone="waiting"
          icon={<ShieldAlert aria-hidden className="size-4 text-waiting-solid" strokeWidth={1.75} />}
        >
          {t(tool.version === 1 ? 'tools.review.new.help' : 'tools.review.changed.help')}
        </Note>
        <ToolOrigin tool={tool} />
        {versions.error ? (
          <ErrorState title={t('tools.versions.failed')} error={versions.error} onRetry={versions.retry} />
        ) : !now ? (
          <Skeleton rows={3} />
        ) : (
          <VersionDifference before={before?.tool} after={now.tool} />
        )}
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <p className="min-w-0 flex-1 text-meta text-fg-3">
            {t('tools.hash')} <code className="break-all">{tool.hash}</code>
          </p>
          <Button
            look="ink"
            offBecause={may.why ?? (!now && t('app.loading'))}
            busy={approve.isPending && t('tools.approving')}
            onClick={() => approve.mutate()}
          >
            {t('tools.approve')}
          </Button>
        </div>
        {approve.error && <ErrorState title={t('error.notDone')} error={approve.error} />}
      </div>
    </Card>
  );
}
