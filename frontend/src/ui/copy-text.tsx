import { Copy } from 'lucide-react';
import { useText } from '../text/text.js';
import { IconButton } from './button.js';
import { toast } from './toast.js';

/** A text to take along: an address, a command, a secret that is shown once. */
export function CopyText({ label, text }: { label: string; text: string }) {
  const t = useText();
  return (
    <div className="min-w-0">
      <p className="mb-1.5 font-medium">{label}</p>
      <div className="flex items-start gap-2 rounded-sm bg-sunken px-3 py-2">
        <pre
          tabIndex={0}
          role="group"
          aria-label={label}
          className="min-w-0 flex-1 self-center overflow-x-auto font-mono text-meta leading-5"
        >
          {text}
        </pre>
        <IconButton
          size="sm"
          icon={Copy}
          label={`${t('do.copy')}: ${label}`}
          onClick={() => void navigator.clipboard?.writeText(text).then(() => toast(t('do.copied')))}
        />
      </div>
    </div>
  );
}
