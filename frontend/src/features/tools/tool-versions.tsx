import { useState } from 'react';
import { listToolVersions, type CustomTool } from '#libs/contracts';
import { ListBody } from '../../app/list-body.js';
import { useList } from '../../app/queries.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { EmptyState } from '../../ui/states.js';
import { Time } from '../../ui/values.js';
import { VersionDifference } from './version-difference.js';

/** Every version with its hash, newest first, and what each changed. */
export function ToolVersions({ tool }: { tool: CustomTool }) {
  const t = useText();
  const [open, setOpen] = useState<number | null>(null);
  const list = useList(['tools', tool.id, 'versions'], listToolVersions, { params: { id: tool.id } });
  return (
    <ListBody
      list={list}
      tall
      failed={t('tools.versions.failed')}
      empty={<EmptyState title={t('tools.versions.none')} />}
    >
      {(items) => (
        <ol>
          {items.map((version, index) => (
            <li key={version.version} className="border-t border-line px-4 py-3 first:border-t-0">
              <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
                <span className="font-medium tabular-nums">v{version.version}</span>
                <Time at={version.createdAt} className="text-fg-2" />
                <code className="min-w-0 flex-1 truncate text-micro text-fg-3" title={version.hash}>
                  {version.hash}
                </code>
                <Button
                  size="sm"
                  aria-expanded={open === version.version}
                  onClick={() => setOpen(open === version.version ? null : version.version)}
                >
                  {t(index === items.length - 1 && !list.more.more ? 'tools.versions.show' : 'tools.versions.changes')}
                </Button>
              </div>
              {open === version.version && (
                <div className="mt-3">
                  <VersionDifference before={items[index + 1]?.tool} after={version.tool} />
                </div>
              )}
            </li>
          ))}
        </ol>
      )}
    </ListBody>
  );
}
