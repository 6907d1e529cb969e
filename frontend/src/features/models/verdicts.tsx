import { Link, useNavigate } from '@tanstack/react-router';
import { guardDetectors, listVerdicts, type GuardVerdict } from '#libs/contracts';
import { useList } from '../../app/queries.js';
import { useText } from '../../text/text.js';
import { Tag } from '../../ui/badge.js';
import { Card } from '../../ui/card.js';
import { Select } from '../../ui/field.js';
import { LoadMore } from '../../ui/load-more.js';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.js';
import { shortId, Time } from '../../ui/values.js';

type Detector = (typeof guardDetectors)[number];

/** What the guardrails found, newest first, with the way to the run it was found in. */
export function Verdicts({ detector }: { detector: Detector | undefined }) {
  const t = useText();
  const navigate = useNavigate();
  const list = useList(['ai', 'verdicts'], listVerdicts, { query: { detector }, refetch: () => 20_000 });
  return (
    <Card
      title={t('guards.found')}
      action={
        <Select
          aria-label={t('guards.detector')}
          value={detector ?? ''}
          className="filter-control sm:w-44!"
          onChange={(event) =>
            void navigate({
              to: '/administration/guardrails',
              search: { detector: (event.target.value || undefined) as Detector | undefined },
              replace: true,
            })
          }
        >
          <option value="">{t('guards.anyDetector')}</option>
          {guardDetectors.map((each) => (
            <option key={each} value={each}>
              {t(`guards.detector.${each}`)}
            </option>
          ))}
        </Select>
      }
    >
      {list.error ? (
        <ErrorState title={t('guards.failed')} error={list.error} onRetry={list.retry} />
      ) : !list.items ? (
        <Skeleton rows={3} tall />
      ) : list.items.length === 0 ? (
        <EmptyState title={t('guards.none')} help={t('guards.none.help')} />
      ) : (
        <ul>
          {list.items.map((verdict) => (
            <VerdictRow key={verdict.id} verdict={verdict} />
          ))}
        </ul>
      )}
      <LoadMore {...list.more} />
    </Card>
  );
}

function VerdictRow({ verdict }: { verdict: GuardVerdict }) {
  const t = useText();
  return (
    <li className="border-t border-line px-4 py-2.5 first:border-t-0">
      <p className="flex items-center gap-2">
        <span className="font-medium">{t(`guards.detector.${verdict.detector}`)}</span>
        <span className="truncate text-fg-2">{verdict.kind}</span>
        <Tag>{t(`guards.action.${verdict.action as 'flag'}`)}</Tag>
        <Time at={verdict.at} className="ml-auto shrink-0 text-meta text-fg-3" />
      </p>
      <p className="line-clamp-2 break-words text-fg-2">{verdict.reason}</p>
      <p className="text-meta text-fg-3">
        {t(`guards.direction.${verdict.direction}`)} · <span className="font-mono">{verdict.place}</span>
        {verdict.runId && (
          <>
            {' · '}
            <Link to="/runs/$id" params={{ id: verdict.runId }} search={{}} className="link">
              {t('runs.run')} {shortId(verdict.runId)}
            </Link>
          </>
        )}
      </p>
    </li>
  );
}
