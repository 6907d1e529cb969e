import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useText } from '../../../text/text.js';
import { IconButton } from '../../../ui/button.js';

/** Which item of the list tests and previews take: one back, one on, or by its number. */
export function ItemPick({ index, count, onPick }: { index: number; count: number; onPick(index: number): void }) {
  const t = useText();
  const [typed, setTyped] = useState<string>();
  const take = () => {
    const number = Number(typed);
    setTyped(undefined);
    if (typed?.trim() && Number.isInteger(number)) onPick(Math.max(1, Math.min(number, count)) - 1);
  };
  return (
    <div role="group" aria-label={t('panel.item.pick')} className="flex items-center gap-1 text-meta text-fg-2">
      <IconButton
        size="sm"
        icon={ChevronLeft}
        label={t('panel.item.prev')}
        off={index === 0}
        onClick={() => onPick(index - 1)}
      />
      <input
        aria-label={t('panel.item.number')}
        inputMode="numeric"
        value={typed ?? String(index + 1)}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={take}
        onKeyDown={(event) => event.key === 'Enter' && take()}
        className="field h-6 w-12 px-1 text-center text-meta tabular-nums"
      />
      <span className="whitespace-nowrap tabular-nums">{t('panel.item.of', { count })}</span>
      <IconButton
        size="sm"
        icon={ChevronRight}
        label={t('panel.item.next')}
        off={index >= count - 1}
        onClick={() => onPick(index + 1)}
      />
    </div>
  );
}
