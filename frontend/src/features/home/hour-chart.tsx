import { useState } from 'react';
import { usePhone } from '../../app/media.js';
import { useFormat, useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Table } from '../../ui/table.js';
import type { Hour } from './today.js';

const series = [
  { key: 'succeeded', text: 'status.succeeded', fill: 'var(--chart-1)' },
  { key: 'open', text: 'home.chart.underWay', fill: 'var(--waiting-solid)' },
  { key: 'failed', text: 'status.failed', fill: 'var(--failed-solid)' },
] as const;

const height = 132;

/** The next round number above, in three steps: 3, 6, 15, 30, 60, 150 … */
export function ceiling(most: number): number {
  for (let size = 3; ; size *= 10) for (const step of [1, 2, 5]) if (size * step >= most) return size * step;
}

/** Runs of today by the hour they started: bars, exact values on hover and as a table. */
export function HourChart({ hours }: { hours: readonly Hour[] }) {
  const t = useText();
  const format = useFormat();
  const [table, setTable] = useState(false);
  // A narrow drawing keeps its labels readable on a narrow screen.
  const slot = usePhone() ? 13 : 32;
  const width = slot * 24;
  const total = (hour: Hour) => hour.succeeded + hour.open + hour.failed + hour.cancelled;
  const top = ceiling(Math.max(1, ...hours.map(total)));
  const y = (value: number) => height - (value / top) * height;
  const clock = (hour: number) => `${String(hour).padStart(2, '0')}:00`;
  return (
    <div className="border-t border-line px-4 pt-3 pb-2.5">
      <div className="mb-2.5 flex flex-wrap items-center gap-x-4 gap-y-1">
        <h2 className="mr-auto text-ui">{t('home.chart')}</h2>
        {series.map(({ key, text, fill }) => (
          <span key={key} className="flex items-center gap-1.5 text-meta text-fg-2">
            <span aria-hidden className="size-2.25" style={{ background: fill, borderRadius: '0.125rem' }} />
            {t(text)}
          </span>
        ))}
        <Button size="sm" look="ghost" aria-expanded={table} onClick={() => setTable(!table)}>
          {t(table ? 'home.chart.hideData' : 'home.chart.showData')}
        </Button>
      </div>
      {table ? (
        <Table
          label={t('home.chart.label')}
          rowKey={(row) => String(row.hour)}
          rows={hours.filter((hour) => total(hour) > 0)}
          columns={[
            { key: 'hour', head: t('home.chart.hour'), cell: (row) => clock(row.hour) },
            ...series.map(({ key, text }) => ({
              key,
              head: t(text),
              right: true,
              cell: (row: Hour) => format.number(row[key]),
            })),
          ]}
        />
      ) : (
        <svg
          viewBox={`-34 -6 ${width + 36} ${height + 30}`}
          className="block w-full text-micro"
          role="img"
          aria-label={t('home.chart.label')}
        >
          {[0, top / 3, (top * 2) / 3, top].map((value) => (
            <g key={value}>
              <path d={`M0 ${y(value)}H${width}`} stroke="var(--chart-grid)" />
              <text x={-8} y={y(value) + 4} textAnchor="end" fill="var(--text-3)">
                {format.number(value)}
              </text>
            </g>
          ))}
          {hours.map((hour) => (
            <Bar key={hour.hour} hour={hour} slot={slot} y={y} title={`${clock(hour.hour)}: ${total(hour)}`} />
          ))}
          {(slot < 20 ? [0, 8, 16] : [0, 4, 8, 12, 16, 20]).map((hour) => (
            <text key={hour} x={hour * slot + slot / 2} y={height + 18} textAnchor="middle" fill="var(--text-3)">
              {clock(hour)}
            </text>
          ))}
        </svg>
      )}
    </div>
  );
}

function Bar({ hour, slot, y, title }: { hour: Hour; slot: number; y(value: number): number; title: string }) {
  let below = 0;
  return (
    <g>
      <title>{title}</title>
      <rect x={hour.hour * slot} y={0} width={slot} height={height} fill="transparent" />
      {series.map(({ key, fill }) => {
        const value = hour[key];
        if (value === 0) return null;
        const from = y(below);
        below += value;
        return (
          <rect
            key={key}
            x={hour.hour * slot + slot * 0.22}
            y={y(below)}
            width={slot * 0.56}
            height={Math.max(1, from - y(below) - 1)}
            fill={fill}
          />
        );
      })}
    </g>
  );
}
