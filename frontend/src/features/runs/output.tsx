import { Copy, Download } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useText } from '../../text/text.js';
import { Code } from '../../ui/code.js';
import { Covered, isCovered } from '../../ui/covered.js';
import { IconButton } from '../../ui/button.js';
import { JsonTree } from '../../ui/json-tree.js';
import { Segmented } from '../../ui/segmented.js';
import { toast } from '../../ui/toast.js';
import { cellText, columnsOf, rowsOf } from './rows-of.js';

type View = 'tree' | 'table' | 'raw';
const shownRows = 200;

/** A value to read: as a tree, as a table where it is one, or as it stands; to copy, and to keep as a file. */
export function Output({
  value,
  none,
  title,
  file = 'output',
}: {
  value: unknown;
  none: string;
  title?: ReactNode;
  file?: string;
}) {
  const t = useText();
  const [chosen, setChosen] = useState<View>('tree');
  const there = value !== undefined && value !== null;
  const rows = rowsOf(value);
  const view = chosen === 'table' && !rows ? 'tree' : chosen;
  const text = () => JSON.stringify(value, null, 2);
  const copy = () => void navigator.clipboard?.writeText(text()).then(() => toast(t('do.copied')));
  const save = () => {
    const address = URL.createObjectURL(new Blob([text()], { type: 'application/json' }));
    const link = document.createElement('a');
    link.href = address;
    link.download = `${file}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  };
  return (
    <div className="min-w-0">
      <div className="mb-1 flex min-h-7 items-center gap-1">
        <h3 className="mr-auto min-w-0 truncate font-medium">{title ?? t('run.output')}</h3>
        {there && (
          <>
            <Segmented<View>
              label={t('output.view')}
              value={view}
              onChange={setChosen}
              options={(['tree', ...(rows ? (['table'] as const) : []), 'raw'] as const).map((each) => ({
                value: each,
                label: t(`output.${each}`),
              }))}
            />
            <IconButton size="sm" icon={Copy} label={t('do.copy')} onClick={copy} />
            <IconButton size="sm" icon={Download} label={t('do.download', { name: `${file}.json` })} onClick={save} />
          </>
        )}
      </div>
      {!there ? (
        <p className="text-fg-3">{none}</p>
      ) : view === 'raw' ? (
        <Code label="JSON">{typeof value === 'string' ? value : text()}</Code>
      ) : view === 'table' && rows ? (
        <Rows rows={rows} />
      ) : (
        <JsonTree value={value} />
      )}
    </div>
  );
}

function Rows({ rows }: { rows: readonly Record<string, unknown>[] }) {
  const t = useText();
  const columns = columnsOf(rows);
  return (
    <div
      tabIndex={0}
      role="region"
      aria-label={t('output.table')}
      className="max-h-120 overflow-auto rounded-sm border border-line"
    >
      <table className="border-collapse">
        <thead>
          <tr>
            {columns.map((name) => (
              <th
                key={name}
                scope="col"
                className="sticky top-0 h-8 bg-surface px-3 text-left text-meta font-medium text-fg-3"
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, shownRows).map((row, index) => (
            <tr key={index} className="border-t border-line">
              {columns.map((name) => (
                <td
                  key={name}
                  title={isCovered(name, row[name]) ? undefined : cellText(row[name])}
                  className={`max-w-80 truncate px-3 py-1.5 ${typeof row[name] === 'number' ? 'text-right tabular-nums' : ''}`}
                >
                  {isCovered(name, row[name]) ? <Covered value={cellText(row[name])} /> : cellText(row[name])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > shownRows && (
        <p className="px-3 py-2 text-meta text-fg-3">{t('output.more', { count: rows.length - shownRows })}</p>
      )}
    </div>
  );
}
