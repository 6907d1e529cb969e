import { Copy } from 'lucide-react';
import type { ReactNode } from 'react';
import { useText } from '../../text/text.js';
import { IconButton } from '../../ui/button.js';
import { JsonTree } from '../../ui/json-tree.js';
import { toast } from '../../ui/toast.js';

/** JSON with a button to copy it. */
export function Output({ value, none, title }: { value: unknown; none: string; title?: ReactNode }) {
  const t = useText();
  const copy = () =>
    void navigator.clipboard?.writeText(JSON.stringify(value, null, 2)).then(() => toast(t('do.copied')));
  return (
    <div className="min-w-0">
      <div className="mb-1 flex h-7 items-center">
        <h3 className="font-medium">{title ?? t('run.output')}</h3>
        {value !== undefined && value !== null && (
          <IconButton size="sm" icon={Copy} label={t('do.copy')} onClick={copy} className="ml-auto" />
        )}
      </div>
      {value === undefined || value === null ? <p className="text-fg-3">{none}</p> : <JsonTree value={value} />}
    </div>
  );
}
