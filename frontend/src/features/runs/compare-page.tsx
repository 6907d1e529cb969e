import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { getRun, listRuns } from '#libs/contracts';
import { call } from '../../app/call.js';
import { Page } from '../../app/page.js';
import { useTitle } from '../../app/title.js';
import { useFormat, useText } from '../../text/text.js';
import { Card } from '../../ui/card.js';
import { Field, Select } from '../../ui/field.js';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.js';
import { shortId } from '../../ui/values.js';
import { Comparison } from './run-comparison.js';

/** Two runs of one workflow side by side: facts, then steps, and what each gave where they differ. */
export function ComparePage() {
  const t = useText();
  const format = useFormat();
  const navigate = useNavigate();
  const { id } = useParams({ from: '/shell/runs/$id/compare' });
  const { with: other } = useSearch({ from: '/shell/runs/$id/compare' });
  const run = useRun(id);
  const second = useRun(other ?? run.data?.rerunOf ?? undefined);
  const others = useQuery({
    queryKey: ['runs', 'to-compare', run.data?.workflowId],
    queryFn: ({ signal }) => call(listRuns, { query: { workflowId: run.data?.workflowId, limit: 50 }, signal }),
    enabled: run.data !== undefined,
  });
  useTitle(t('compare.title'));
  if (run.error && !run.data)
    return (
      <Page title={t('compare.title')}>
        <ErrorState title={t('run.loadFailed')} error={run.error} onRetry={() => void run.refetch()} />
      </Page>
    );
  if (!run.data)
    return (
      <Page title={t('compare.title')}>
        <Card>
          <Skeleton />
        </Card>
      </Page>
    );
  const choices = (others.data?.items ?? []).filter((each) => each.id !== id);
  return (
    <Page title={t('compare.title')} aside={run.data.workflowName}>
      <div className="mb-4 max-w-100">
        <Field label={t('compare.with', { id: shortId(id) })}>
          {(link) => (
            <Select
              {...link}
              value={second.data?.id ?? other ?? ''}
              onChange={(event) =>
                void navigate({
                  to: '/runs/$id/compare',
                  params: { id },
                  search: { with: event.target.value || undefined },
                  replace: true,
                })
              }
            >
              <option value="">{t('form.choose')}</option>
              {second.data && !choices.some((each) => each.id === second.data.id) && (
                <option value={second.data.id}>{shortId(second.data.id)}</option>
              )}
              {choices.map((each) => (
                <option key={each.id} value={each.id}>
                  {shortId(each.id)}, v{each.version}, {t(`status.${each.status}`)}, {format.time(each.createdAt)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      {second.error ? (
        <ErrorState title={t('run.loadFailed')} error={second.error} onRetry={() => void second.refetch()} />
      ) : second.data ? (
        <Comparison one={run.data} other={second.data} />
      ) : (
        <Card>
          <EmptyState title={t('compare.choose')} help={t('compare.choose.help')} />
        </Card>
      )}
    </Page>
  );
}

const useRun = (id: string | undefined) =>
  useQuery({
    queryKey: ['run', id, 'compare'],
    queryFn: ({ signal }) => call(getRun, { params: { id: id ?? '' }, signal }),
    enabled: id !== undefined,
  });
