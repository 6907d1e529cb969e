import type { UseMutationResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useText } from '../text/text.js';
import { Button } from './button.js';
import { Dialog } from './dialog.js';
import { ErrorState } from './states.js';

/** Asks before something is lost. The title is the question; what failed is said in the dialog, which stays. */
export function Confirm({
  title,
  help,
  keep,
  act,
  acting,
  danger = true,
  mutation,
  onClose,
  children,
}: {
  title: ReactNode;
  help?: ReactNode;
  /** The answer that changes nothing. */
  keep?: string;
  act: string;
  acting: string;
  danger?: boolean;
  mutation: Pick<UseMutationResult<unknown, Error, void>, 'mutate' | 'isPending' | 'error'>;
  onClose(): void;
  children?: ReactNode;
}) {
  const t = useText();
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      description={help}
      actions={
        <>
          <Button onClick={onClose}>{keep ?? t('do.cancel')}</Button>
          <Button
            look={danger ? 'danger-solid' : 'ink'}
            busy={mutation.isPending && acting}
            onClick={() => mutation.mutate()}
          >
            {act}
          </Button>
        </>
      }
    >
      {children}
      {mutation.error && <ErrorState title={t('error.notDone')} error={mutation.error} />}
    </Dialog>
  );
}
