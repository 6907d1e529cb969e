import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { getVersion, type Workflow } from '#libs/contracts';
import { call } from '../../../app/call.js';
import { useText } from '../../../text/text.js';
import { Button } from '../../../ui/button.js';
import { ErrorState, Skeleton } from '../../../ui/states.js';
import { PublishForm } from '../publish-dialog.js';
import { compare } from './comparison.js';
import { Compared } from './compared.js';

/** Two versions on one canvas; below it what differs, step by step. `1..draft` against the published one is also where one publishes. */
export function CompareRoom({
  workflow,
  compare: sides,
  onClose,
}: {
  workflow: Workflow;
  compare: string;
  onClose(): void;
}) {
  const t = useText();
  const [from = '', to = ''] = sides.split('..');
  const before = useSide(workflow, from);
  const after = useSide(workflow, to);
  const comparison = useMemo(
    () => (before.definition && after.definition ? compare(before.definition, after.definition) : undefined),
    [before.definition, after.definition],
  );
  const error: unknown = before.error ?? after.error;
  if (error) return <ErrorState title={t('error.title')} error={error} />;
  if (!comparison) return <Skeleton rows={6} />;
  const publishing = to === 'draft' && from === String(workflow.publishedVersion);
  const title = t('builder.compare.title', {
    before: nameOfSide(from, t('workflow.draft')),
    after: nameOfSide(to, t('workflow.draft')),
  });
  return (
    <Compared
      comparison={comparison}
      title={title}
      head={
        <Button size="sm" className="ml-auto" onClick={onClose}>
          {t('builder.compare.close')}
        </Button>
      }
      side={publishing && <PublishForm workflow={workflow} onDone={onClose} />}
    />
  );
}

const nameOfSide = (side: string, draft: string): string => (side === 'draft' ? draft : `v${side}`);

function useSide(workflow: Workflow, side: string) {
  const draft = side === 'draft';
  const version = useQuery({
    queryKey: ['workflow', workflow.id, 'version', Number(side)],
    queryFn: ({ signal }) => call(getVersion, { params: { id: workflow.id, version: Number(side) }, signal }),
    enabled: !draft,
    staleTime: Infinity,
  });
  return { definition: draft ? workflow.definition : version.data?.definition, error: draft ? null : version.error };
}
