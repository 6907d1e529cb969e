import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { GitCompareArrows, Pause, Play, RefreshCw, RotateCcw, Square } from 'lucide-react';
import { useState } from 'react';
import { cancelRun, pauseRun, resumeRun, retryRun, type Run } from '#libs/contracts';
import { useMay } from '../../app/may.js';
import { call } from '../../app/call.js';
import { Crumbs, TopBar } from '../../app/page.js';
import { useText } from '../../text/text.js';
import { Badge } from '../../ui/badge.js';
import { Button, IconButton } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { useReason } from '../../ui/states.js';
import { toast } from '../../ui/toast.js';
import { shortId } from '../../ui/values.js';
import { isEnded } from './run-columns.js';
import { RerunDialog } from './rerun-dialog.js';

/** Where this run stands, and what a person can do to it. */
export function RunBar({
  run,
  status,
  step,
  onChanged,
}: {
  run: Run;
  status: Run['status'];
  /** The chosen step: a rerun may begin there. */
  step: { path: string; name: string } | undefined;
  onChanged(): void;
}) {
  const t = useText();
  const navigate = useNavigate();
  const may = useMay('runs:control');
  const mayStart = useMay('runs:start');
  const [asking, setAsking] = useState(false);
  const [again, setAgain] = useState(false);
  const control = useMutation({
    mutationFn: (action: 'pause' | 'resume' | 'cancel') =>
      call({ pause: pauseRun, resume: resumeRun, cancel: cancelRun }[action], { params: { id: run.id } }),
    onSettled: onChanged,
    onSuccess: () => setAsking(false),
    onError: (error, action) => action !== 'cancel' && toast(error.message, { tone: 'error' }),
  });
  const retry = useMutation({
    mutationFn: () => call(retryRun, { params: { id: run.id }, body: {} }),
    onSettled: onChanged,
    onSuccess: () => toast(t('run.retried')),
    onError: (error) => toast(error.message, { tone: 'error' }),
  });
  const reason = useReason(control.error);
  const over = isEnded({ status }) || isEnded(run);
  const busy = control.isPending ? control.variables : undefined;
  return (
    <TopBar>
      <Crumbs
        parents={[
          <Link key="runs" to="/runs" className="rounded-xs hover:underline">
            {t('nav.runs')}
          </Link>,
          <Link
            key="workflow"
            to="/workflows/$id"
            params={{ id: run.workflowId }}
            className="rounded-xs hover:underline"
          >
            {run.workflowName}
          </Link>,
        ]}
        title={shortId(run.id)}
      />
      <span className="flex items-center" aria-live="polite">
        <Badge status={status} />
      </span>
      <div className="ml-auto flex items-center gap-1 py-1.5">
        {!over && (
          <>
            {status === 'paused' ? (
              <Button
                size="sm"
                look="ghost"
                icon={Play}
                busy={busy === 'resume' && t('run.resuming')}
                offBecause={may.why}
                onClick={() => control.mutate('resume')}
              >
                {t('run.resume')}
              </Button>
            ) : (
              <Button
                size="sm"
                look="ghost"
                icon={Pause}
                busy={busy === 'pause' && t('run.pausing')}
                offBecause={may.why}
                onClick={() => control.mutate('pause')}
              >
                {t('run.pause')}
              </Button>
            )}
            <Button size="sm" look="danger-ghost" icon={Square} offBecause={may.why} onClick={() => setAsking(true)}>
              {t('run.cancel')}
            </Button>
            <span aria-hidden className="mx-1 h-4.5 w-px bg-line max-sm:hidden" />
          </>
        )}
        <span className="max-sm:hidden">
          <IconButton
            size="sm"
            icon={GitCompareArrows}
            label={t('compare.title')}
            onClick={() =>
              void navigate({
                to: '/runs/$id/compare',
                params: { id: run.id },
                search: run.rerunOf === null ? {} : { with: run.rerunOf },
              })
            }
          />
        </span>
        {status === 'failed' && (
          <Button
            size="sm"
            icon={RotateCcw}
            offBecause={may.why}
            busy={retry.isPending && t('runs.bulk.retrying')}
            onClick={() => retry.mutate()}
          >
            {t('run.retry')}
          </Button>
        )}
        <span className={over ? '' : 'max-sm:hidden'}>
          <Button size="sm" icon={RefreshCw} offBecause={mayStart.why} onClick={() => setAgain(true)}>
            {t(step ? 'run.againFrom' : 'run.again')}
          </Button>
        </span>
      </div>
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={t('run.cancel.title', { id: shortId(run.id) })}
        description={t('run.cancel.help')}
        actions={
          <>
            <Button onClick={() => setAsking(false)}>{t('run.cancel.keep')}</Button>
            <Button
              look="danger-solid"
              busy={busy === 'cancel' && t('run.cancelling')}
              onClick={() => control.mutate('cancel')}
            >
              {t('run.cancel')}
            </Button>
          </>
        }
      >
        {control.error && control.variables === 'cancel' && <p className="text-failed">{reason}</p>}
      </Dialog>
      {again && <RerunDialog run={run} step={step} onClose={() => setAgain(false)} />}
    </TopBar>
  );
}
