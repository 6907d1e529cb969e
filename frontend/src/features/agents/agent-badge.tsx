import type { Agent, Task } from '#libs/contracts';
import { useText } from '../../text/text.js';
import { Badge } from '../../ui/badge.js';
import type { Status } from '../../ui/tone.js';

const tones: Record<Agent['status'], Status> = { draft: 'queued', active: 'succeeded', retired: 'cancelled' };

export function AgentBadge({ status, bare = false }: { status: Agent['status']; bare?: boolean }) {
  const t = useText();
  return (
    <Badge status={tones[status]} bare={bare}>
      {t(`agents.status.${status}`)}
    </Badge>
  );
}

export const TaskBadge = ({ status, bare = false }: { status: Task['status']; bare?: boolean }) => (
  <Badge status={status} bare={bare} />
);
