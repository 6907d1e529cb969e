import type { KnowledgeBase, KnowledgeDocument } from '#libs/contracts';
import { useText } from '../../text/text.js';
import { Badge } from '../../ui/badge.js';
import type { Status } from '../../ui/tone.js';

/** How a knowledge base stands, in one word. */
export function BaseBadge({ base }: { base: KnowledgeBase }) {
  const t = useText();
  const { total, failed, pending } = base.documents;
  if (pending > 0)
    return (
      <Badge status="running" bare>
        {t('knowledge.state.reading', { count: pending })}
      </Badge>
    );
  if (base.index.building)
    return (
      <Badge status="running" bare>
        {t('knowledge.state.building')}
      </Badge>
    );
  if (failed > 0)
    return (
      <Badge status="failed" bare>
        {t('knowledge.state.failed', { count: failed })}
      </Badge>
    );
  return (
    <Badge status={total === 0 ? 'pending' : 'succeeded'} bare>
      {t(total === 0 ? 'knowledge.state.empty' : 'knowledge.state.ready')}
    </Badge>
  );
}

const faces: Record<KnowledgeDocument['status'], Status> = {
  queued: 'queued',
  running: 'running',
  indexed: 'succeeded',
  failed: 'failed',
  duplicate: 'skipped',
};

export function DocumentBadge({ document, bare = true }: { document: KnowledgeDocument; bare?: boolean }) {
  const t = useText();
  return (
    <Badge status={faces[document.status]} bare={bare}>
      {t(`knowledge.doc.status.${document.status}`)}
    </Badge>
  );
}

export const isBusy = (document: KnowledgeDocument): boolean =>
  document.status === 'queued' || document.status === 'running';
