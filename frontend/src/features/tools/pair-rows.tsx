import { Plus, X } from 'lucide-react';
import { useText } from '../../text/text.js';
import { Button, IconButton } from '../../ui/button.js';
import { Input } from '../../ui/field.js';
import type { Pair } from './tool-draft.js';

/** Names with values, such as headers. Rows without a name are left out when saving. */
export function PairRows({
  label,
  pairs,
  error,
  onChange,
}: {
  label: string;
  pairs: readonly Pair[];
  error: string | undefined;
  onChange(pairs: Pair[]): void;
}) {
  const t = useText();
  const change = (index: number, pair: Pair) => onChange(pairs.map((each, at) => (at === index ? pair : each)));
  return (
    <div role="group" aria-label={label} className="grid gap-2">
      <p className="font-medium">
        {label} <span className="font-normal text-fg-3">{t('form.optional')}</span>
      </p>
      {pairs.map(([name, value], index) => (
        <div key={index} className="grid grid-cols-[minmax(0,10rem)_minmax(0,1fr)_auto] items-center gap-2">
          <Input
            aria-label={`${label}: ${t('tools.field.name')} ${index + 1}`}
            value={name}
            spellCheck={false}
            className="font-mono text-meta"
            onChange={(event) => change(index, [event.target.value, value])}
          />
          <Input
            aria-label={`${label}: ${t('tools.field.value')} ${index + 1}`}
            value={value}
            spellCheck={false}
            className="font-mono text-meta"
            placeholder="{{ input.… }}"
            onChange={(event) => change(index, [name, event.target.value])}
          />
          <IconButton
            size="sm"
            icon={X}
            label={t('do.removeIt', { what: name || label })}
            onClick={() => onChange(pairs.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      {error && <p className="text-meta text-failed">{error}</p>}
      <div>
        <Button size="sm" icon={Plus} onClick={() => onChange([...pairs, ['', '']])}>
          {t('tools.pair.add', { what: label })}
        </Button>
      </div>
    </div>
  );
}
