import { useBlocker } from '@tanstack/react-router';
import { useText } from '../../../text/text.js';
import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';

/** Asks before a page with changes that are not saved is left. Another tab of the same page leaves nothing. */
export function LeaveGuard({ dirty }: { dirty: boolean }) {
  const t = useText();
  const blocked = useBlocker({
    shouldBlockFn: ({ current, next }) => dirty && current.pathname !== next.pathname,
    enableBeforeUnload: dirty,
    withResolver: true,
  });
  if (blocked.status !== 'blocked') return null;
  return (
    <Dialog
      open
      onClose={blocked.reset}
      title={t('agents.leave.title')}
      description={t('agents.leave.help')}
      actions={
        <>
          <Button onClick={blocked.reset}>{t('agents.leave.stay')}</Button>
          <Button look="danger-solid" onClick={blocked.proceed}>
            {t('agents.leave.go')}
          </Button>
        </>
      }
    />
  );
}
