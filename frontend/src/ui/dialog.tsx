import * as Radix from 'radix-ui/dialog';
import type { ReactNode } from 'react';
import { cx } from './cx.js';

/** Only to confirm loss or to create. The title is the question, the buttons in `actions` answer it. */
export function Dialog({
  open,
  onClose,
  title,
  description,
  actions,
  children,
  wide = false,
}: {
  open: boolean;
  /** Left out: the dialog stays until it is answered. */
  onClose?: () => void;
  title: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
  wide?: boolean;
}) {
  const stay = onClose ? undefined : (event: Event) => event.preventDefault();
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose?.()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-(--z-dialog) bg-overlay" />
        <Radix.Content
          onEscapeKeyDown={stay}
          onPointerDownOutside={stay}
          {...(description ? {} : { 'aria-describedby': undefined })}
          className={cx(
            'floating-high appear fixed top-[8vh] left-1/2 z-(--z-dialog) flex max-h-[84vh] w-[calc(100vw-2rem)] -translate-x-1/2 flex-col rounded-xl sm:top-[14vh] sm:max-h-[76vh]',
            wide ? 'max-w-160' : 'max-w-120',
          )}
        >
          <div className="px-5 pt-5">
            <Radix.Title className="text-head font-semibold">{title}</Radix.Title>
            {description && <Radix.Description className="mt-1.5 text-fg-2">{description}</Radix.Description>}
          </div>
          {children && <div className="min-h-0 flex-1 overflow-y-auto px-5 pt-4 pb-1">{children}</div>}
          {actions && <div className="flex flex-wrap justify-end gap-2 px-5 pt-4 pb-5">{actions}</div>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
