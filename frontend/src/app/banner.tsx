import { WifiOff } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { useText } from '../text/text.js';
import { useLiveInterrupted } from './live.js';

const subscribe = (changed: () => void) => {
  addEventListener('online', changed);
  addEventListener('offline', changed);
  return () => {
    removeEventListener('online', changed);
    removeEventListener('offline', changed);
  };
};

/** Says that what is shown may be old. */
export function Banner() {
  const t = useText();
  const online = useSyncExternalStore(subscribe, () => navigator.onLine);
  const interrupted = useLiveInterrupted();
  if (online && !interrupted) return null;
  return (
    <p
      role="status"
      className="flex items-center gap-2 border-b border-line bg-waiting-soft px-4 py-1.5 text-meta font-medium text-waiting"
    >
      <WifiOff aria-hidden className="size-3.5 shrink-0 text-waiting-solid" strokeWidth={2} />
      {t(online ? 'app.reconnecting' : 'app.offline')}
    </p>
  );
}
