import { useText } from '../text/text.js';
import { Button } from '../ui/button.js';
import { useReason } from '../ui/states.js';

/** The end of a form: save, or go back to what is in force. Says what the server refused; nothing typed is lost. */
export function SaveBar({
  dirty,
  offBecause,
  mutation,
  onReset,
  fresh = false,
}: {
  dirty: boolean;
  /** It makes something new: there is nothing to go back to. */
  fresh?: boolean;
  offBecause?: string | null;
  mutation: { isPending: boolean; error: unknown };
  onReset(): void;
}) {
  const t = useText();
  const reason = useReason(mutation.error);
  return (
    <div className="flex flex-wrap items-center gap-2 border-t border-line px-4 py-3">
      {mutation.error !== null && mutation.error !== undefined && (
        <p role="alert" className="mr-auto min-w-0 text-failed">
          {reason}
        </p>
      )}
      <span className="ml-auto flex gap-2">
        {dirty && !fresh && <Button onClick={onReset}>{t('save.reset')}</Button>}
        <Button
          look="ink"
          type="submit"
          busy={mutation.isPending && t('save.saving')}
          offBecause={offBecause ?? (!dirty && t('save.nothing'))}
        >
          {t('save.do')}
        </Button>
      </span>
    </div>
  );
}
