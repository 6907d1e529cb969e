import type { ReactNode } from 'react';
import { Mark } from '../../app/mark.js';
import { useText } from '../../text/text.js';

/** The frame of the pages that need no session: the mark, a title, one form. */
export function AuthFrame({
  title,
  help,
  children,
  below,
}: {
  title: string;
  help?: ReactNode;
  children: ReactNode;
  below: ReactNode;
}) {
  const t = useText();
  return (
    <main className="grid min-h-dvh place-items-center bg-canvas px-4 py-8">
      <div className="w-full max-w-90">
        <div className="mb-6 flex items-center gap-2.5">
          <Mark className="size-8" />
          <span>
            <span className="block font-semibold">{t('app.name')}</span>
            <span className="block text-meta text-fg-3">{t('app.tagline')}</span>
          </span>
        </div>
        <h1 className="text-title tracking-(--track-tight)">{title}</h1>
        {help && <p className="mt-1 text-fg-2">{help}</p>}
        <div className="mt-5">{children}</div>
        <p className="mt-5 text-fg-2">{below}</p>
      </div>
    </main>
  );
}
