import { useText } from '../../text/text.js';
import { Card } from '../../ui/card.js';
import { MemoryPanel } from './memory-panel.js';

/** What agents keep about the reader: nobody else sees it. */
export function OwnMemoryCard() {
  const t = useText();
  return (
    <Card title={t('memory.own')}>
      <div className="p-4">
        <p className="mb-3 text-fg-2">{t('memory.own.help')}</p>
        <MemoryPanel scope={{ about: 'user' }} />
      </div>
    </Card>
  );
}
