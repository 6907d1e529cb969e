import type { ReactNode } from 'react';
import { cx } from './cx.js';

/** Code, a log or a message as it is written. The keyboard reaches it, to scroll in it. */
export function Code({ label, className, children }: { label: string; className?: string; children: ReactNode }) {
  return (
    <pre
      tabIndex={0}
      role="group"
      aria-label={label}
      className={cx(
        'max-h-120 min-w-0 overflow-auto rounded-sm bg-sunken px-3 py-2 font-mono text-meta break-words whitespace-pre-wrap',
        className,
      )}
    >
      {children}
    </pre>
  );
}
