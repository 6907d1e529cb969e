import { Fragment, type ReactNode } from 'react';
import { cx } from './cx.js';

type Fact = [label: ReactNode, value: ReactNode];

/** What is known of one thing, name beside value. */
export function Facts({
  facts,
  className,
}: {
  facts: readonly (Fact | false | null | undefined)[];
  className?: string;
}) {
  return (
    <dl className={cx('grid grid-cols-[minmax(7rem,auto)_minmax(0,1fr)] gap-x-4 gap-y-2', className)}>
      {facts.map(
        (fact, index) =>
          fact && (
            <Fragment key={index}>
              <dt className="text-fg-3">{fact[0]}</dt>
              <dd className="min-w-0 break-words">{fact[1]}</dd>
            </Fragment>
          ),
      )}
    </dl>
  );
}

/** Good or bad in words: a dot alone says nothing. */
export function Verdict({ tone, children }: { tone: 'good' | 'bad' | 'wait' | 'none'; children: ReactNode }) {
  const tones = { good: 'text-succeeded', bad: 'text-failed', wait: 'text-waiting', none: 'text-fg-3' };
  return <span className={cx('font-medium', tones[tone])}>{children}</span>;
}
