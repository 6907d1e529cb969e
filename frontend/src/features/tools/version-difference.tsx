import { differencesOf } from '../runs/differences.js';
import { useText } from '../../text/text.js';
import { JsonTree } from '../../ui/json-tree.js';

/** Where two versions of a tool differ, place by place; the whole of it when there is nothing to hold it against. */
export function VersionDifference({
  before,
  after,
}: {
  before: Record<string, unknown> | undefined;
  after: Record<string, unknown>;
}) {
  const t = useText();
  if (!before) return <JsonTree value={after} className="max-h-96" />;
  const places = differencesOf(before, after);
  if (places.length === 0) return <p className="text-fg-3">{t('tools.diff.none')}</p>;
  return (
    <div
      tabIndex={0}
      role="region"
      aria-label={t('tools.diff')}
      className="overflow-x-auto rounded-sm border border-line"
    >
      <table className="w-full table-fixed text-meta max-sm:block" aria-label={t('tools.diff')}>
        <thead className="max-sm:sr-only">
          <tr className="text-left text-fg-3">
            <th scope="col" className="w-1/4 px-3 py-1.5 font-medium">
              {t('tools.diff.where')}
            </th>
            <th scope="col" className="px-3 py-1.5 font-medium">
              {t('tools.diff.before')}
            </th>
            <th scope="col" className="px-3 py-1.5 font-medium">
              {t('tools.diff.after')}
            </th>
          </tr>
        </thead>
        <tbody className="max-sm:block">
          {places.map((place) => (
            <tr key={place.path} className="border-t border-line align-top max-sm:block">
              <td className="px-3 py-1.5 font-mono break-words max-sm:block">{place.path}</td>
              <td className="bg-failed-soft px-3 py-1.5 font-mono break-words whitespace-pre-wrap max-sm:block">
                {written(place.before)}
              </td>
              <td className="bg-succeeded-soft px-3 py-1.5 font-mono break-words whitespace-pre-wrap max-sm:block">
                {written(place.after)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const written = (value: unknown): string =>
  value === undefined ? '–' : typeof value === 'string' ? value : JSON.stringify(value, null, 2);
