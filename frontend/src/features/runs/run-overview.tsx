import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Download, OctagonX } from 'lucide-react';
import { getArtifact, listArtifacts, type Artifact, type Run } from '#libs/contracts';
import { call, download } from '../../app/call.js';
import { useFormat, useText } from '../../text/text.js';
import { Button, buttonClass } from '../../ui/button.js';
import { Note } from '../../ui/states.js';
import { toast } from '../../ui/toast.js';
import { isEnded } from './run-columns.js';
import { FactList } from './fact-list.js';
import { Output } from './output.js';

/** The run as a whole: how it ended, what it made, what it was given. */
export function RunOverview({ run }: { run: Run }) {
  const t = useText();
  const format = useFormat();
  const over = isEnded(run);
  const files = useQuery({
    queryKey: ['run', run.id, 'files', over],
    queryFn: ({ signal }) => call(listArtifacts, { query: { runId: run.id, limit: 100 }, signal }),
    refetchInterval: over ? false : 10_000,
  });
  const failedStep = run.error?.path
    ?.split('/')
    .at(-1)
    ?.replace(/\[\d+\]$/, '');
  return (
    <section aria-label={t('run.overview')} className="flex h-full flex-col">
      <div className="flex h-12 shrink-0 items-center border-b border-line px-4">
        <h2 className="text-head">{t('run.overview')}</h2>
      </div>
      <div className="min-h-0 flex-1 overflow-auto px-4 py-3">
        <div className="grid gap-6 xl:grid-cols-[minmax(0,1fr)_13rem]">
          <div className="grid min-w-0 content-start gap-3">
            {run.error && (
              <Note
                tone="failed"
                icon={<OctagonX aria-hidden className="size-4 text-failed-solid" strokeWidth={1.75} />}
              >
                <p>
                  <b className="font-semibold text-failed">{t('run.failed')}</b> {run.error.message}
                </p>
                <p className="font-mono text-meta text-fg-3">{run.error.code}</p>
                {failedStep && (
                  <Link to="." search={{ step: failedStep }} replace className={`${buttonClass('outline', 'sm')} mt-2`}>
                    {t('run.failed.step')}
                  </Link>
                )}
              </Note>
            )}
            <div>
              <h3 className="mb-1 font-medium">{t('run.files')}</h3>
              {files.data && files.data.items.length === 0 && <p className="text-fg-3">{t('run.files.none')}</p>}
              <ul className="grid gap-1">
                {files.data?.items.map((file) => (
                  <File key={file.id} file={file} />
                ))}
              </ul>
            </div>
            <Output
              title={t('run.output.run')}
              value={run.output}
              none={t(over ? 'run.noOutput' : 'run.noOutput.yet')}
            />
            <Output title={t('run.input.run')} value={run.input} none={t('start.noInput')} />
          </div>
          <FactList
            facts={[
              [
                t('run.kv.trigger'),
                <span key="trigger" className="font-mono text-meta">
                  {run.trigger}
                </span>,
              ],
              [t('run.kv.started'), format.moment(run.startedAt ?? run.createdAt)],
              [t('run.kv.finished'), run.finishedAt ? format.moment(run.finishedAt) : '–'],
              [t('run.kv.tokens'), format.tokens(run.usage)],
              [t('run.kv.cost'), format.money(run.usage.costMicros)],
              [
                t('run.kv.id'),
                <span key="id" className="font-mono text-meta break-all">
                  {run.id}
                </span>,
              ],
            ]}
          />
        </div>
      </div>
    </section>
  );
}

function File({ file }: { file: Artifact }) {
  const t = useText();
  const format = useFormat();
  const fetching = useMutation({
    mutationFn: () => download(getArtifact, { params: { id: file.id } }, file.name),
    onError: (error) => toast(error.message, { tone: 'error' }),
  });
  return (
    <li>
      <Button
        size="sm"
        icon={Download}
        aria-label={t('do.download', { name: `${file.name} ${format.bytes(file.bytes)}` })}
        busy={fetching.isPending && file.name}
        onClick={() => fetching.mutate()}
        className="max-w-full"
      >
        {file.name} <span className="font-normal text-fg-3">{format.bytes(file.bytes)}</span>
      </Button>
    </li>
  );
}
