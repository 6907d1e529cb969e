import type { TaskAssignment } from '#libs/contracts';
import { useText } from '../../text/text.js';

/** Why a task that named no agent went to this one, who else came near, and what it was lent. */
export function Assigned({ assignment }: { assignment: TaskAssignment }) {
  const t = useText();
  const { outcome, reason, others, lent } = assignment;
  return (
    <div className="grid gap-0.5 text-meta text-fg-2">
      <p>
        <b className="font-medium text-fg">{t(`assigned.${outcome}`)}</b> {reason}
      </p>
      {others.length > 0 && (
        <p>{t('assigned.others', { agents: others.map(({ agent, score }) => `${agent} (${score})`).join(', ') })}</p>
      )}
      {lent.length > 0 && (
        <p>
          {t('assigned.lent', {
            tools: lent.map(({ tool, policy }) => (policy === 'ask' ? t('assigned.asks', { tool }) : tool)).join(', '),
          })}
        </p>
      )}
    </div>
  );
}
