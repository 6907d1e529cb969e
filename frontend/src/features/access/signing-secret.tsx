import { Copy, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { rotateSigningSecret } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { useText } from '../../text/text.js';
import { Button, IconButton } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Confirm } from '../../ui/confirm.js';
import { Dialog } from '../../ui/dialog.js';
import { toast } from '../../ui/toast.js';

/** What receivers check webhooks with: shown once, when it is made anew. */
export function SigningSecret() {
  const t = useText();
  const may = useMay('channels:write');
  const [asking, setAsking] = useState(false);
  const [fresh, setFresh] = useState<string | null>(null);
  const rotate = useAct({
    run: () => call(rotateSigningSecret, { body: {} }),
    changes: [],
    quiet: true,
    onDone(made) {
      setAsking(false);
      setFresh(made.secret);
    },
  });
  if (!may.ok) return null;
  return (
    <Card title={t('signing.title')} className="mt-4">
      <div className="flex flex-wrap items-center gap-3 p-4">
        <p className="min-w-0 flex-1 text-fg-2">{t('signing.help')}</p>
        <Button icon={RotateCcw} onClick={() => setAsking(true)}>
          {t('signing.rotate')}
        </Button>
      </div>
      {asking && (
        <Confirm
          title={t('signing.rotate.title')}
          help={t('signing.rotate.help')}
          act={t('signing.rotate')}
          acting={t('providers.rotating')}
          danger={false}
          mutation={rotate}
          onClose={() => setAsking(false)}
        />
      )}
      {fresh !== null && (
        <Dialog
          open
          onClose={() => setFresh(null)}
          title={t('signing.fresh')}
          description={t('signing.fresh.help')}
          actions={<Button onClick={() => setFresh(null)}>{t('do.close')}</Button>}
        >
          <p className="flex items-center gap-2 rounded-sm bg-sunken px-3 py-2">
            <code className="min-w-0 flex-1 text-meta break-all">{fresh}</code>
            <IconButton
              size="sm"
              icon={Copy}
              label={t('do.copy')}
              onClick={() => void navigator.clipboard?.writeText(fresh).then(() => toast(t('do.copied')))}
            />
          </p>
        </Dialog>
      )}
    </Card>
  );
}
