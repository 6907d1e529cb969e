import { Clock } from 'lucide-react';
import type { InboxItem } from '#libs/contracts';
import { useFormat, useText } from '../../text/text.js';
import { cx } from '../../ui/cx.js';
import { useNow } from '../../ui/values.js';

/** Four hours before the end an item is due soon. */
const soonMs = 4 * 3_600_000;

/** "due in 23 h"; in the waiting colour and with a clock when it is near. */
export function Due({ item, className }: { item: InboxItem; className?: string }) {
  const t = useText();
  const format = useFormat();
  const now = useNow();
  const left = Date.parse(item.deadline) - now;
  const soon = item.status === 'open' && left < soonMs;
  return (
    <span
      className={cx('inline-flex items-center gap-1 whitespace-nowrap', soon && 'font-medium text-waiting', className)}
    >
      {soon && <Clock aria-hidden className="size-3.5" strokeWidth={1.75} />}
      {left <= 0 ? t('time.overdue') : t('inbox.due', { when: format.until(item.deadline, now) })}
    </span>
  );
}
