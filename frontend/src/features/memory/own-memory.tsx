import { useText } from '../../text/text.js';
import { MemoryPanel } from './memory-panel.js';

/** What agents keep about the reader: nobody else sees it. */
export function OwnMemory() {
  const t = useText();
  return (
    <section aria-labelledby="own-memory" className="mt-2">
      <h2 id="own-memory" className="text-head">
        {t('memory.own')}
      </h2>
      <p className="mt-1 mb-3 text-fg-2">{t('memory.own.help')}</p>
      <MemoryPanel scope={{ about: 'user' }} />
    </section>
  );
}
