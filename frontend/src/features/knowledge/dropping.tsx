import { useState, type DragEvent, type ReactNode } from 'react';
import { useText } from '../../text/text.js';
import { cx } from '../../ui/cx.js';

/** Files can be dropped on what it holds. */
export function Dropping({
  off,
  onFiles,
  children,
}: {
  off: boolean;
  onFiles(files: readonly File[]): void;
  children: ReactNode;
}) {
  const t = useText();
  const [over, setOver] = useState(false);
  const holdsFiles = (event: DragEvent) => !off && event.dataTransfer.types.includes('Files');
  return (
    <div
      className="relative"
      onDragOver={(event) => {
        if (!holdsFiles(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => {
        if (!holdsFiles(event)) return;
        event.preventDefault();
        setOver(false);
        onFiles([...event.dataTransfer.files]);
      }}
    >
      {children}
      <div
        aria-hidden={!over}
        className={cx(
          'pointer-events-none absolute inset-0 grid place-items-center rounded-md border-2 border-dashed border-line-strong bg-[color-mix(in_srgb,var(--surface)_85%,transparent)] font-medium',
          !over && 'hidden',
        )}
      >
        {t('knowledge.doc.drop')}
      </div>
    </div>
  );
}
