import type { ReactNode } from 'react';
import { cx } from './cx.js';

export interface Column<Row> {
  key: string;
  head: ReactNode;
  /** A Tailwind width such as `w-29`; without one the column takes what is left. */
  width?: string;
  /** Figures and times: tabular, at the right. */
  right?: boolean;
  /** Where the column is left out for lack of room. */
  hide?: 'phone' | 'tablet' | 'laptop';
  cell(row: Row): ReactNode;
}

interface Selection<Row> {
  chosen: ReadonlySet<string>;
  onChange(chosen: ReadonlySet<string>): void;
  allLabel: string;
  labelOf(row: Row): string;
}

const withKey = (chosen: ReadonlySet<string>, key: string, on: boolean): Set<string> => {
  const next = new Set(chosen);
  if (on) next.add(key);
  else next.delete(key);
  return next;
};

function Choice({
  label,
  checked,
  some = false,
  onChange,
}: {
  label: string;
  checked: boolean;
  /** Some of several: neither on nor off. */
  some?: boolean;
  onChange(on: boolean): void;
}) {
  return (
    <input
      type="checkbox"
      aria-label={label}
      checked={checked}
      ref={(element) => {
        if (element) element.indeterminate = some && !checked;
      }}
      onChange={(event) => onChange(event.target.checked)}
      className="block size-4 rounded-xs accent-(--accent)"
    />
  );
}

const hidden = {
  phone: 'hidden sm:table-cell',
  tablet: 'hidden lg:table-cell',
  laptop: 'hidden min-[1400px]:table-cell',
};

/** Hairlines, no zebra. Status first, then the name (the link), then the rest. `label` names the table for screen readers. */
export function Table<Row>({
  label,
  columns,
  rows,
  rowKey,
  tall = false,
  selection,
}: {
  label: string;
  columns: Column<Row>[];
  rows: readonly Row[];
  rowKey(row: Row): string;
  tall?: boolean;
  /** Rows can be chosen; what may be done with them stands above the table. Not on a phone, which has no room for it. */
  selection?: Selection<Row>;
}) {
  const keys = rows.map(rowKey);
  const edge = (index: number) =>
    cx(index === 0 ? (selection ? 'pl-4 sm:pl-3' : 'pl-4') : 'pl-3', index === columns.length - 1 ? 'pr-4' : 'pr-3');
  return (
    <table className="w-full table-fixed border-collapse" aria-label={label}>
      <thead>
        <tr>
          {selection && (
            <th scope="col" className="h-8 w-10 pl-4 text-left max-sm:hidden">
              <Choice
                label={selection.allLabel}
                checked={keys.length > 0 && keys.every((key) => selection.chosen.has(key))}
                some={keys.some((key) => selection.chosen.has(key))}
                onChange={(on) => selection.onChange(new Set(on ? keys : []))}
              />
            </th>
          )}
          {columns.map((column, index) => (
            <th
              key={column.key}
              scope="col"
              className={cx(
                'h-8 truncate text-meta font-medium text-fg-3',
                edge(index),
                column.width,
                column.right ? 'text-right' : 'text-left',
                column.hide && hidden[column.hide],
              )}
            >
              {column.head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr
            key={rowKey(row)}
            className="group/row border-t border-line transition-colors duration-(--fast) hover:bg-hover"
            data-row
          >
            {selection && (
              <td className="w-10 pl-4 max-sm:hidden">
                <Choice
                  label={selection.labelOf(row)}
                  checked={selection.chosen.has(rowKey(row))}
                  onChange={(on) => selection.onChange(withKey(selection.chosen, rowKey(row), on))}
                />
              </td>
            )}
            {columns.map((column, index) => (
              <td
                key={column.key}
                className={cx(
                  'truncate',
                  tall ? 'h-(--row-2)' : 'h-(--row)',
                  edge(index),
                  column.right && 'text-right tabular-nums',
                  column.hide && hidden[column.hide],
                )}
              >
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
