import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { TriangleAlert } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { getWorkflow, preflightRerun, rerunRun, type RerunPlan, type Run } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { same } from '../../forms/same.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Select, Textarea } from '../../ui/field.js';
import { Segmented } from '../../ui/segmented.js';
import { ErrorState, Skeleton } from '../../ui/states.js';
import { shortId } from '../../ui/values.js';

type From = 'begin' | 'step';

/** Runs again as a new run, from the beginning or from a step, with the same input or another; says first what it would do. */
export function RerunDialog({
  run,
  step,
  onClose,
}: {
  run: Run;
  /** The chosen step: path and name. */
  step: { path: string; name: string } | undefined;
  onClose(): void;
}) {
  const t = useText();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [from, setFrom] = useState<From>(step ? 'step' : 'begin');
  const [version, setVersion] = useState<number | undefined>(undefined);
  const given = useMemo(() => JSON.stringify(run.input ?? null, null, 2), [run.input]);
  const [text, setText] = useState(given);
  const read = jsonOf(text);
  const workflow = useQuery({
    queryKey: ['workflow', run.workflowId],
    queryFn: ({ signal }) => call(getWorkflow, { params: { id: run.workflowId }, signal }),
  });
  const published = workflow.data?.publishedVersion ?? null;
  const body = {
    ...(from === 'step' && step ? { fromStep: step.path } : {}),
    ...('value' in read && !same(read.value, run.input ?? null) ? { input: read.value } : {}),
    ...(version === undefined ? {} : { version }),
  };
  // Asked again when something was changed, not with each letter.
  const asked = useSettled(JSON.stringify(body), 400);
  const plan = useQuery({
    queryKey: ['rerun', run.id, asked],
    queryFn: ({ signal }) =>
      call(preflightRerun, { params: { id: run.id }, body: JSON.parse(asked) as typeof body, signal }),
    retry: false,
    placeholderData: (before) => before,
  });
  const start = useAct({
    run: () => call(rerunRun, { params: { id: run.id }, body }),
    done: t('rerun.started'),
    changes: [['runs']],
    quiet: true,
    onDone(started) {
      onClose();
      void queries.invalidateQueries({ queryKey: ['runs'] });
      void navigate({ to: '/runs/$id', params: { id: started.id }, search: {} });
    },
  });
  const forbidden = plan.data?.problems.some(({ severity }) => severity === 'error');
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={t('rerun.title', { id: shortId(run.id) })}
      description={t('rerun.help')}
      actions={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button
            look="ink"
            busy={start.isPending && t('start.busy')}
            offBecause={
              'wrong' in read
                ? t('start.notJson', { why: read.wrong })
                : forbidden
                  ? t('rerun.forbidden')
                  : plan.error && plan.error.message
            }
            onClick={() => start.mutate()}
          >
            {t('rerun.start')}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        {step && (
          <Segmented<From>
            label={t('rerun.from')}
            size="md"
            className="justify-self-start"
            value={from}
            onChange={setFrom}
            options={[
              { value: 'step', label: t('rerun.from.step', { name: step.name }) },
              { value: 'begin', label: t('rerun.from.begin') },
            ]}
          />
        )}
        {published !== null && published !== run.version && (
          <Field label={t('workflow.version')}>
            {(link) => (
              <Select
                {...link}
                value={version ?? ''}
                onChange={(event) => setVersion(event.target.value === '' ? undefined : Number(event.target.value))}
              >
                <option value="">{t('rerun.version.same', { version: run.version })}</option>
                <option value={published}>{t('rerun.version.published', { version: published })}</option>
              </Select>
            )}
          </Field>
        )}
        <Field
          label={t('run.input.run')}
          hint={t(from === 'step' ? 'rerun.input.step' : 'rerun.input')}
          error={'wrong' in read ? t('start.notJson', { why: read.wrong }) : undefined}
        >
          {(link) => (
            <Textarea
              {...link}
              rows={Math.min(12, given.split('\n').length + 1)}
              spellCheck={false}
              className="font-mono text-meta"
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        {plan.error ? (
          <ErrorState title={t('rerun.notPossible')} error={plan.error} />
        ) : plan.data ? (
          <Plan plan={plan.data} />
        ) : (
          <Skeleton rows={2} />
        )}
        {start.error && <ErrorState title={t('error.notDone')} error={start.error} />}
      </div>
    </Dialog>
  );
}

/** What would be kept, done again, and repeated on the outside. */
function Plan({ plan }: { plan: RerunPlan }) {
  const t = useText();
  const effectful = plan.repeats.filter(({ effect }) => effect === 'effectful');
  return (
    <section aria-label={t('rerun.plan')} aria-live="polite" className="grid gap-2">
      <p>
        {t('rerun.again', { count: plan.again.count })} {t('rerun.keeps', { count: plan.keeps.count })}
      </p>
      {plan.problems.map((problem) => (
        <p
          key={problem.node + problem.code}
          className={problem.severity === 'error' ? 'flex gap-2 text-failed' : 'flex gap-2 text-fg-2'}
        >
          <TriangleAlert
            aria-hidden
            className={
              problem.severity === 'error'
                ? 'mt-0.5 size-4 shrink-0 text-failed-solid'
                : 'mt-0.5 size-4 shrink-0 text-waiting-solid'
            }
            strokeWidth={1.75}
          />
          <span>
            <code className="text-meta">{problem.node}</code> {problem.message}
          </span>
        </p>
      ))}
      {effectful.length > 0 && (
        <div className="rounded-md bg-waiting-soft px-3 py-2.5 text-fg-2">
          <p className="font-medium text-waiting">{t('rerun.repeats', { count: effectful.length })}</p>
          <ul className="mt-1">
            {effectful.slice(0, 8).map((each) => (
              <li key={each.path}>
                <code className="text-meta">{each.path}</code> {each.kind}
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

function jsonOf(text: string): { value: unknown } | { wrong: string } {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : '' };
  }
}

/** A value once it has stood still. */
function useSettled(value: string, ms: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
