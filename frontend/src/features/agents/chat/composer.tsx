import { ArrowUp, Square } from 'lucide-react';
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { useText } from '../../../text/text.js';
import { Kbd } from '../../../ui/badge.js';
import { IconButton } from '../../../ui/button.js';

/** Where one writes: Enter sends, Shift Enter is a new line. What is at work can be stopped. */
export function Composer({
  label,
  value,
  onChange,
  onSend,
  onStop,
  stopping,
  offBecause,
}: {
  /** Whom one writes to, where it is not an agent. */
  label?: string;
  value: string;
  onChange(text: string): void;
  onSend(): void;
  /** Left out: nothing is at work. */
  onStop: (() => void) | undefined;
  stopping: boolean;
  offBecause: string | null;
}) {
  const t = useText();
  const field = useRef<HTMLTextAreaElement>(null);
  // As high as what is written, up to a third of the pane.
  useEffect(() => {
    const area = field.current;
    if (!area) return;
    area.style.height = 'auto';
    area.style.height = `${Math.min(area.scrollHeight, 240)}px`;
  }, [value]);
  const ready = value.trim() !== '' && offBecause === null;
  const onKey = (event: KeyboardEvent) => {
    // Enter that ends a composition (Japanese, Chinese) is not meant for us.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (ready) onSend();
  };
  return (
    <div className="field rounded-xl! px-3 pt-2.5 pb-2">
      <textarea
        ref={field}
        rows={1}
        aria-label={label ?? t('chat.write')}
        placeholder={offBecause ?? label ?? t('chat.write')}
        disabled={offBecause !== null}
        maxLength={200_000}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKey}
        className="block w-full resize-none bg-transparent text-read shadow-none! outline-none disabled:text-fg-off"
      />
      <div className="mt-1.5 flex items-center justify-end gap-2">
        <span className="flex items-center gap-1.5 text-meta text-fg-3 max-sm:hidden">
          <Kbd>Enter</Kbd> {t('chat.keys.send')} <Kbd>Shift Enter</Kbd> {t('chat.keys.line')}
        </span>
        {onStop && (
          <IconButton size="sm" look="outline" icon={Square} off={stopping} label={t('chat.stop')} onClick={onStop} />
        )}
        <IconButton
          size="sm"
          look={ready ? 'ink' : 'outline'}
          icon={ArrowUp}
          off={!ready}
          label={t('chat.send')}
          onClick={onSend}
        />
      </div>
    </div>
  );
}
