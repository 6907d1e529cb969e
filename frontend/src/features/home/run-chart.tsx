import { useState } from 'react';
import { usePhone } from '../../app/media.js';
import { useFormat, useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Table } from '../../ui/table.js';
import { axisTop, placesOf, type Slot } from './slots.js';

/*
 * Drawn by hand, unlike the charts of the reports: the first page stays small, and a chart library would be a third of it.
 */
const series = [
  { key: 'succeeded', text: 'status.succeeded', fill: 'var(--chart-1)' },
  { key: 'open', text: 'home.chart.underWay', fill: 'var(--waiting-solid)' },
  { key: 'failed', text: 'status.failed', fill: 'var(--failed-solid)' },
] as const;

const height = 132;
const total = (slot: Slot) => slot.succeeded + slot.open + slot.failed;

/** Runs by the hour or day they were created: bars, what is usual as a dotted line, exact values on hover and as a table. */
export function RunChart({ title, slots, usualName }: { title: string; slots: readonly Slot[]; usualName?: string }) {
  const t = useText();
  const format = useFormat();
  const [table, setTable] = useState(false);
  // A narrow drawing keeps its labels readable on a narrow screen.
  const phone = usePhone();
  const slot = (phone ? 312 : 620) / Math.max(1, slots.length);
  const width = slot * slots.length;
  const hasUsual = slots.some(({ usual }) => usual !== null && usual > 0);
  const top = axisTop(Math.max(1, ...slots.map((each) => Math.max(total(each), each.usual ?? 0))));
  const y = (value: number) => height - (value / top) * height;
  const line = slots
    .flatMap(({ usual }, index) => (usual === null ? [] : [`${(index + 0.5) * slot} ${y(usual)}`]))
    .join('L');
  return (
    <div className="border-t border-line px-4 pt-3 pb-2.5">
      <div className="mb-2.5 flex flex-wrap items-center gap-x-4 gap-y-1">
        <h2 className="mr-auto text-ui">{title}</h2>
        {series.map(({ key, text, fill }) => (
          <span key={key} className="flex items-center gap-1.5 text-meta text-fg-2">
            <span aria-hidden className="size-2.25" style={{ background: fill, borderRadius: '0.125rem' }} />
            {t(text)}
          </span>
        ))}
        {hasUsual && (
          <span className="flex items-center gap-1.5 text-meta text-fg-2">
            <span aria-hidden className="w-3.5 border-t-2 border-dotted border-fg-3" />
            {usualName}
          </span>
        )}
        <Button size="sm" look="ghost" aria-expanded={table} onClick={() => setTable(!table)}>
          {t(table ? 'home.chart.hideData' : 'home.chart.showData')}
        </Button>
      </div>
      {table ? (
        <Table
          label={title}
          rowKey={(row) => row.label}
          rows={slots.filter((each) => total(each) > 0)}
          columns={[
            { key: 'label', head: t('home.chart.when'), cell: (row) => row.label },
            ...series.map(({ key, text }) => ({
              key,
              head: t(text),
              right: true,
              cell: (row: Slot) => format.number(row[key]),
            })),
          ]}
        />
      ) : (
        <svg
          viewBox={`-34 -6 ${width + 36} ${height + 30}`}
          className="block w-full text-micro"
          role="img"
          aria-label={title}
        >
          {[0, top / 3, (top * 2) / 3, top].map((value) => (
            <g key={value}>
              <path d={`M0 ${y(value)}H${width}`} stroke="var(--chart-grid)" />
              <text x={-8} y={y(value) + 4} textAnchor="end" fill="var(--text-3)">
                {format.number(value)}
              </text>
            </g>
          ))}
          {slots.map((each, index) => (
            <Bar
              key={each.at}
              slot={each}
              x={index * slot}
              width={slot}
              y={y}
              title={[
                `${each.label}: ${format.number(total(each))}`,
                hasUsual && each.usual !== null && `${usualName}: ${format.number(each.usual)}`,
              ]
                .filter(Boolean)
                .join('\n')}
            />
          ))}
          {hasUsual && (
            <path
              d={`M${line}`}
              fill="none"
              stroke="var(--text-3)"
              strokeWidth={1.5}
              strokeDasharray="2 3"
              pointerEvents="none"
            />
          )}
          {placesOf(slots.length, phone ? 4 : 8).map((index) => (
            <text key={index} x={(index + 0.5) * slot} y={height + 18} textAnchor="middle" fill="var(--text-3)">
              {slots[index]?.label}
            </text>
          ))}
        </svg>
      )}
    </div>
  );
}

function Bar({
  slot,
  x,
  width,
  y,
  title,
}: {
  slot: Slot;
  x: number;
  width: number;
  y(value: number): number;
  title: string;
}) {
  let below = 0;
  return (
    <g>
      <title>{title}</title>
      <rect x={x} y={0} width={width} height={height} fill="transparent" />
      {series.map(({ key, fill }) => {
        const value = slot[key];
        if (value === 0) return null;
        const from = y(below);
        below += value;
        return (
          <rect
            key={key}
            x={x + width * 0.22}
            y={y(below)}
            width={width * 0.56}
            height={Math.max(1, from - y(below) - 1)}
            fill={fill}
          />
        );
      })}
    </g>
  );
}
