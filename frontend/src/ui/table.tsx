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
  hide?: 'phone' | 'tablet';
  cell(row: Row): ReactNode;
}

const hidden = { phone: 'hidden sm:table-cell', tablet: 'hidden lg:table-cell' };

/** Hairlines, no zebra. Status first, then the name (the link), then the rest. `label` names the table for screen readers. */
export function Table<Row>({
  label,
  columns,
  rows,
  rowKey,
  tall = false,
}: {
  label: string;
  columns: Column<Row>[];
  rows: readonly Row[];
  rowKey(row: Row): string;
  tall?: boolean;
}) {
  const edge = (index: number) => cx(index === 0 ? 'pl-4' : 'pl-3', index === columns.length - 1 ? 'pr-4' : 'pr-3');
  return (
    <table className="w-full table-fixed border-collapse" aria-label={label}>
      <thead>
        <tr>
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
