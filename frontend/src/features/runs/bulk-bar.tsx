import { Ban, RefreshCw, RotateCcw, X } from 'lucide-react';
import { useState } from 'react';
import { cancelRun, rerunRuns, retryRun, rerunsAtOnce, type RunSummary } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { useText } from '../../text/text.js';
import { Button, IconButton } from '../../ui/button.js';
import { Confirm } from '../../ui/confirm.js';
import { isEnded } from './run-columns.js';

/** How many went well, and why the first of the others did not. */
interface Outcome {
  done: number;
  failed: number;
  why: string;
}

/** One after the other: a refusal of one says nothing about the next. */
async function each(runs: readonly RunSummary[], act: (run: RunSummary) => Promise<unknown>): Promise<Outcome> {
  const outcome: Outcome = { done: 0, failed: 0, why: '' };
  for (const run of runs)
    try {
      await act(run);
      outcome.done += 1;
    } catch (error) {
      outcome.failed += 1;
      outcome.why ||= error instanceof Error ? error.message : '';
    }
  return outcome;
}

/** What can be done with the runs that are chosen. Stands where the filters stood. */
export function BulkBar({ runs, onClear }: { runs: readonly RunSummary[]; onClear(): void }) {
  const t = useText();
  const mayStart = useMay('runs:start');
  const mayControl = useMay('runs:control');
  const [asking, setAsking] = useState(false);
  const failed = runs.filter(({ status }) => status === 'failed');
  const active = runs.filter((run) => !isEnded(run));
  const told = (done: 'runs.bulk.again' | 'runs.bulk.retried' | 'runs.bulk.cancelled') => (outcome: Outcome) =>
    outcome.failed === 0
      ? t(done, { count: outcome.done })
      : t('runs.bulk.partly', { done: outcome.done, count: outcome.failed, why: outcome.why });
  const changes = [['runs'], ['reports'], ['usage-now']];
  const again = useAct({
    async run(): Promise<Outcome> {
      const { items } = await call(rerunRuns, { body: { runIds: failed.slice(0, rerunsAtOnce).map(({ id }) => id) } });
      const wrong = items.filter(({ error }) => error !== null);
      return { done: items.length - wrong.length, failed: wrong.length, why: wrong[0]?.error?.message ?? '' };
    },
    done: told('runs.bulk.again'),
    changes,
    onDone: onClear,
  });
  const retry = useAct({
    run: () => each(failed, ({ id }) => call(retryRun, { params: { id }, body: {} })),
    done: told('runs.bulk.retried'),
    changes,
    onDone: onClear,
  });
  const cancel = useAct({
    run: () => each(active, ({ id }) => call(cancelRun, { params: { id } })),
    done: told('runs.bulk.cancelled'),
    changes,
    quiet: true,
    onDone() {
      setAsking(false);
      onClear();
    },
  });
  const noneFailed = failed.length === 0 && t('runs.bulk.noFailed');
  return (
    <div role="toolbar" aria-label={t('runs.bulk')} className="mb-3 flex min-h-7 flex-wrap items-center gap-2">
      <span className="font-medium tabular-nums" role="status">
        {t('runs.bulk.chosen', { count: runs.length })}
      </span>
      <Button
        size="sm"
        icon={RotateCcw}
        offBecause={mayControl.why ?? noneFailed}
        busy={retry.isPending && t('runs.bulk.retrying')}
        onClick={() => retry.mutate()}
      >
        {t('runs.bulk.retry')}
      </Button>
      <Button
        size="sm"
        icon={RefreshCw}
        offBecause={mayStart.why ?? noneFailed}
        busy={again.isPending && t('start.busy')}
        onClick={() => again.mutate()}
      >
        {t('runs.bulk.rerun')}
      </Button>
      <Button
        size="sm"
        look="danger"
        icon={Ban}
        offBecause={mayControl.why ?? (active.length === 0 && t('runs.bulk.noActive'))}
        onClick={() => setAsking(true)}
      >
        {t('runs.bulk.cancel')}
      </Button>
      <IconButton size="sm" icon={X} label={t('runs.bulk.clear')} onClick={onClear} />
      {asking && (
        <Confirm
          title={t('runs.bulk.cancel.title', { count: active.length })}
          help={t('run.cancel.help')}
          keep={t('run.cancel.keep')}
          act={t('runs.bulk.cancel')}
          acting={t('run.cancelling')}
          mutation={cancel}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}
