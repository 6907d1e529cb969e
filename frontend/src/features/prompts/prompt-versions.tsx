import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { getPromptVersion, listPromptVersions, rollbackPrompt, type Prompt } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { ListBody } from '../../app/list-body.js';
import { useMay } from '../../app/may.js';
import { useList } from '../../app/queries.js';
import { hashColumn, noteColumn, publishedColumn, useAgainColumn, versionColumn } from '../../app/version-columns.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Code } from '../../ui/code.js';
import { Dialog } from '../../ui/dialog.js';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';

type Version = Awaited<ReturnType<typeof call<typeof listPromptVersions>>>['items'][number];

/** What was published, newest first; an older one can be put in force again. */
export function PromptVersions({ prompt }: { prompt: Prompt }) {
  const t = useText();
  const may = useMay('ai:write');
  const [shown, setShown] = useState<number | null>(null);
  const list = useList(['prompts', 'versions'], listPromptVersions, { params: { id: prompt.id } });
  const use = useAct({
    run: (version: number) => call(rollbackPrompt, { params: { id: prompt.id }, body: { version } }),
    done: (made) => t('workflow.versions.use.done', { version: made.version }),
    changes: [['prompts']],
  });
  const columns: Column<Version>[] = [
    versionColumn(
      t('workflow.version'),
      t,
      (row) => row.current,
      (row) => ({ act: () => setShown(row.version) }),
    ),
    noteColumn(t),
    hashColumn(t),
    publishedColumn(t),
    useAgainColumn(t, use, may.why),
  ];
  return (
    <>
      <ListBody
        list={list}
        failed={t('prompts.failed')}
        empty={<EmptyState title={t('workflow.versions.empty')} help={t('workflow.versions.empty.help')} />}
      >
        {(items) => (
          <Table
            label={t('workflow.versions.title')}
            columns={columns}
            rows={items}
            rowKey={(row) => String(row.version)}
          />
        )}
      </ListBody>
      {shown !== null && <VersionDialog prompt={prompt} version={shown} onClose={() => setShown(null)} />}
    </>
  );
}

function VersionDialog({ prompt, version, onClose }: { prompt: Prompt; version: number; onClose(): void }) {
  const t = useText();
  const whole = useQuery({
    queryKey: ['prompts', prompt.id, 'version', version],
    queryFn: ({ signal }) => call(getPromptVersion, { params: { id: prompt.id, version }, signal }),
    staleTime: Infinity,
  });
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={`${prompt.name}, v${version}`}
      actions={<Button onClick={onClose}>{t('do.close')}</Button>}
    >
      {whole.error ? (
        <ErrorState title={t('error.title')} error={whole.error} />
      ) : !whole.data ? (
        <Skeleton rows={4} />
      ) : (
        whole.data.content.messages.map((message, index) => (
          <div key={index} className="mb-3">
            <p className="mb-1 text-meta text-fg-3">{t(`prompts.role.${message.role}`)}</p>
            <Code label={t(`prompts.role.${message.role}`)}>{message.content}</Code>
          </div>
        ))
      )}
    </Dialog>
  );
}
