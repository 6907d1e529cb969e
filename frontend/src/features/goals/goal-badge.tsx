import type { GoalStatus } from '#libs/contracts';
import { useText } from '../../text/text.js';
import { Badge } from '../../ui/badge.js';
import type { Status } from '../../ui/tone.js';

const tones: Record<GoalStatus, Status> = {
  planning: 'running',
  clarifying: 'waiting',
  planned: 'waiting',
  refused: 'failed',
  failed: 'failed',
  rejected: 'cancelled',
  active: 'succeeded',
  paused: 'paused',
};

/** How far a goal is: icon, word and colour together. */
export function GoalBadge({ status, bare = false }: { status: GoalStatus; bare?: boolean }) {
  const t = useText();
  return (
    <Badge status={tones[status]} bare={bare}>
      {t(`goals.status.${status}`)}
    </Badge>
  );
}
