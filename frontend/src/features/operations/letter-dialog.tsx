import { useQuery } from '@tanstack/react-query';
import { getDeadLetter, type DeadLetter } from '#libs/contracts';
import { call } from '../../app/call.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Facts } from '../../ui/facts.js';
import { JsonTree } from '../../ui/json-tree.js';
import { ErrorState, Skeleton } from '../../ui/states.js';
import { RunLink } from './tried-columns.js';

/** Why it ended here, and what it holds. */
export function LetterDialog({ letter, onClose }: { letter: DeadLetter; onClose(): void }) {
  const t = useText();
  const whole = useQuery({
    queryKey: ['dead-letters', letter.id],
    queryFn: ({ signal }) => call(getDeadLetter, { params: { id: letter.id }, signal }),
  });
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={letter.subject}
      actions={<Button onClick={onClose}>{t('do.close')}</Button>}
    >
      <Facts
        className="mb-4"
        facts={[
          [t('error.code'), <code key="code">{letter.error.code}</code>],
          [t('letters.why'), letter.error.message],
          letter.stepPath === null ? null : [t('run.step'), <code key="step">{letter.stepPath}</code>],
          [t('runs.run'), <RunLink key="run" id={letter.runId} />],
        ]}
      />
      {whole.error ? (
        <ErrorState title={t('error.title')} error={whole.error} />
      ) : !whole.data ? (
        <Skeleton rows={3} />
      ) : (
        <>
          <h3 className="mb-1 font-medium">{t('letters.payload')}</h3>
          <JsonTree value={whole.data.payload ?? null} className="max-h-80" />
        </>
      )}
    </Dialog>
  );
}
