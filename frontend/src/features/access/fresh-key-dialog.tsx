import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { CopyText } from '../../ui/copy-text.js';
import { Dialog } from '../../ui/dialog.js';

/** A route that the key can be tried at, by its first fitting scope. */
const tries: readonly [scope: string, path: string][] = [
  ['workflows:read', '/api/v1/workflows'],
  ['runs:read', '/api/v1/runs'],
  ['agents:read', '/api/v1/agents'],
  ['ai:read', '/openai/v1/models'],
];

/** The secret, this once. The dialog stays until it is closed on purpose. */
export function FreshKeyDialog({
  apiKey,
  scopes,
  onClose,
}: {
  apiKey: string;
  scopes: readonly string[];
  onClose(): void;
}) {
  const t = useText();
  const path = tries.find(([scope]) => scopes.includes(scope))?.[1];
  return (
    <Dialog
      open
      wide
      title={t('keys.api.fresh')}
      description={t('keys.api.fresh.help')}
      actions={
        <Button look="ink" onClick={onClose}>
          {t('do.close')}
        </Button>
      }
    >
      <div className="grid gap-4">
        <CopyText label={t('keys.api.title')} text={apiKey} />
        {path && (
          <CopyText
            label={t('keys.api.fresh.use')}
            text={`curl ${location.origin}${path} \\\n  -H "authorization: Bearer ${apiKey}"`}
          />
        )}
      </div>
    </Dialog>
  );
}
