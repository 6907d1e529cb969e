import type { AuditEvent } from '#libs/contracts';
import { useFormat, useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Facts } from '../../ui/facts.js';
import { JsonTree } from '../../ui/json-tree.js';
import type { AuditSearch } from './audit-search.js';
import { actionText, actorText } from './audit-words.js';

/** One event: who, from where, and each field before and after. */
export function AuditDialog({
  event,
  onClose,
  onFilter,
}: {
  event: AuditEvent;
  onClose(): void;
  onFilter(change: Partial<AuditSearch>): void;
}) {
  const t = useText();
  const format = useFormat();
  const { actor, target, address } = event;
  const by = actor.userId ?? actor.id;
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={actionText(t, event.action)}
      actions={<Button onClick={onClose}>{t('do.close')}</Button>}
    >
      <Facts
        className="mb-4"
        facts={[
          [t('audit.at'), format.exact(event.at)],
          [t('audit.actor'), <Only key="actor" text={actorText(t, event)} onClick={() => onFilter({ actor: by })} />],
          [
            t('audit.target'),
            <Only key="target" text={target.label ?? target.id} onClick={() => onFilter({ target: target.id })} />,
          ],
          [t('audit.id'), <code key="id">{target.id}</code>],
          address !== null && [
            t('audit.address'),
            <Only key="address" text={address} onClick={() => onFilter({ address })} />,
          ],
          event.requestId !== null && [t('audit.request'), <code key="request">{event.requestId}</code>],
          [t('audit.place'), <code key="place">{`${event.seq} · ${event.hash.slice(0, 12)}…`}</code>],
        ]}
      />
      {(event.before ?? event.after) && <Changes event={event} />}
      {event.facts && (
        <>
          <h3 className="mt-4 mb-1 font-medium">{t('audit.facts')}</h3>
          <JsonTree value={event.facts} className="max-h-80" />
        </>
      )}
    </Dialog>
  );
}

/** A value by which the list can be narrowed. */
function Only({ text, onClick }: { text: string; onClick(): void }) {
  const t = useText();
  return (
    <button
      type="button"
      className="link rounded-xs text-left"
      title={t('audit.only', { what: text })}
      onClick={onClick}
    >
      {text}
    </button>
  );
}

function Changes({ event: { before, after } }: { event: AuditEvent }) {
  const t = useText();
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return (
    <table className="w-full table-fixed border-collapse text-left">
      <thead>
        <tr className="border-b border-line text-micro text-fg-3">
          <th scope="col" className="w-1/4 py-1.5 pr-3 font-medium">
            {t('audit.field')}
          </th>
          {before && (
            <th scope="col" className="py-1.5 pr-3 font-medium">
              {t('audit.before')}
            </th>
          )}
          {after && (
            <th scope="col" className="py-1.5 font-medium">
              {t('audit.after')}
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {names.map((name) => (
          <tr key={name} className="border-b border-line align-top last:border-b-0">
            <th scope="row" className="py-1.5 pr-3 font-normal break-words text-fg-3">
              {name}
            </th>
            {before && <td className="py-1.5 pr-3 break-words text-fg-2">{valueText(before[name])}</td>}
            {after && <td className="py-1.5 break-words">{valueText(after[name])}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const valueText = (value: unknown): string =>
  value === null || value === undefined ? '–' : typeof value === 'string' ? value : JSON.stringify(value);
