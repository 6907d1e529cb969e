import { Copy, Download } from 'lucide-react';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { toast } from '../../ui/toast.js';

/** The codes for the day the app is lost: shown this once, to keep elsewhere. */
export function RecoveryCodes({ codes }: { codes: readonly string[] }) {
  const t = useText();
  const text = codes.join('\n');
  const save = () => {
    const address = URL.createObjectURL(new Blob([`${text}\n`], { type: 'text/plain' }));
    const link = document.createElement('a');
    link.href = address;
    link.download = 'recovery-codes.txt';
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  };
  return (
    <div className="grid gap-3">
      <ul
        aria-label={t('profile.codes')}
        className="grid grid-cols-2 gap-x-6 gap-y-1.5 rounded-md border border-line bg-canvas px-4 py-3 font-mono"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        {window.isSecureContext && (
          <Button
            size="sm"
            icon={Copy}
            onClick={() => void navigator.clipboard.writeText(text).then(() => toast(t('do.copied')))}
          >
            {t('do.copy')}
          </Button>
        )}
        <Button size="sm" icon={Download} onClick={save}>
          {t('profile.codes.save')}
        </Button>
      </div>
    </div>
  );
}
