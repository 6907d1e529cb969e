import { useText } from '../text/text.js';
import { Button } from './button.js';

/** The end of a list that goes on. */
export function LoadMore({ more, loading, onLoad }: { more: boolean; loading: boolean; onLoad(): void }) {
  const t = useText();
  if (!more) return null;
  return (
    <div className="border-t border-line px-4 py-2">
      <Button size="sm" look="ghost" busy={loading && t('do.loadingMore')} onClick={onLoad}>
        {t('do.loadMore')}
      </Button>
    </div>
  );
}
