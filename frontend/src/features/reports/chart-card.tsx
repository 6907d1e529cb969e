import { Download, Image as Picture } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import { Bar, ComposedChart, CartesianGrid, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { useText } from '../../text/text.js';
import { Button, IconButton } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Table } from '../../ui/table.js';
import { toast } from '../../ui/toast.js';
import { saveCsv, savePng } from './export.js';

interface Series<Row> {
  key: string;
  name: string;
  /** A token such as `var(--chart-1)`. */
  color: string;
  kind: 'bar' | 'line';
  /** The comparison: dotted. */
  dotted?: boolean;
  value(row: Row): number | null;
}

/**
 * A chart over time: bars for counts, lines for trends. Exact values on hover and by the arrow keys, as a table, as CSV, and as a picture.
 */
export function ChartCard<Row>({
  title,
  file,
  rows,
  labelOf,
  head,
  series,
  format,
  axis = format,
}: {
  title: string;
  /** Name of what is downloaded, without its ending. */
  file: string;
  rows: readonly Row[];
  /** What stands below a row: an hour or a day. */
  labelOf(row: Row): string;
  /** Head of the first column of the table. */
  head: string;
  series: readonly Series<Row>[];
  format(value: number): string;
  /** Shorter, for the axis. */
  axis?(value: number): string;
}) {
  const t = useText();
  const [table, setTable] = useState(false);
  const drawing = useRef<HTMLDivElement>(null);
  const titleId = useId();
  const data = rows.map((row) => ({
    label: labelOf(row),
    ...Object.fromEntries(series.map(({ key, value }) => [key, value(row)])),
  }));
  const nothing = rows.every((row) => series.every(({ value }) => (value(row) ?? 0) === 0));
  const csv = () =>
    saveCsv(
      file,
      [head, ...series.map(({ name }) => name)],
      rows.map((row) => [labelOf(row), ...series.map(({ value }) => value(row))]),
    );
  const png = () => {
    const svg = drawing.current?.querySelector<SVGSVGElement>('svg.recharts-surface');
    if (svg) savePng(file, svg).catch((error: Error) => toast(error.message, { tone: 'error' }));
  };
  return (
    <Card className="min-w-0">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 pt-3">
        <h2 id={titleId} className="mr-auto text-ui">
          {title}
        </h2>
        {series.length > 1 &&
          series.map(({ key, name, color, kind, dotted }) => (
            <span key={key} className="flex items-center gap-1.5 text-meta text-fg-2">
              {kind === 'bar' ? (
                <span aria-hidden className="size-2.25" style={{ background: color, borderRadius: '0.125rem' }} />
              ) : (
                <span
                  aria-hidden
                  className="w-3.5 border-t-2"
                  style={{ borderColor: color, borderStyle: dotted ? 'dotted' : 'solid' }}
                />
              )}
              {name}
            </span>
          ))}
        <span className="flex items-center gap-0.5">
          <Button size="sm" look="ghost" aria-expanded={table} onClick={() => setTable(!table)}>
            {t(table ? 'home.chart.hideData' : 'home.chart.showData')}
          </Button>
          <IconButton size="sm" icon={Download} label={t('reports.csv.of', { what: title })} onClick={csv} />
          <IconButton
            size="sm"
            icon={Picture}
            off={table || nothing}
            label={t('reports.png.of', { what: title })}
            onClick={png}
          />
        </span>
      </div>
      {nothing ? (
        <p className="px-4 pt-3 pb-4 text-fg-3">{t('reports.chart.empty')}</p>
      ) : table ? (
        <div
          className="mt-2 max-h-100 overflow-y-auto border-t border-line"
          tabIndex={0}
          role="region"
          aria-labelledby={titleId}
        >
          <Table
            label={title}
            rows={rows}
            rowKey={labelOf}
            columns={[
              { key: 'label', head, cell: labelOf },
              ...series.map(({ key, name, value }) => ({
                key,
                head: name,
                right: true,
                cell: (row: Row) => {
                  const shown = value(row);
                  return shown === null ? '–' : format(shown);
                },
              })),
            ]}
          />
        </div>
      ) : (
        <div ref={drawing} className="h-56 px-2 pt-3 pb-2 text-micro" role="group" aria-labelledby={titleId}>
          <ResponsiveContainer width="100%" height="100%">
            <ComposedChart data={data} margin={{ top: 4, right: 12, bottom: 0, left: 0 }} barCategoryGap="22%">
              <CartesianGrid vertical={false} stroke="var(--chart-grid)" />
              <XAxis
                dataKey="label"
                tickLine={false}
                axisLine={false}
                minTickGap={24}
                padding={series.every(({ kind }) => kind === 'line') ? { left: 8, right: 8 } : undefined}
                tick={{ fill: 'var(--text-3)', fontSize: 11 }}
              />
              <YAxis
                width={56}
                tickCount={4}
                tickLine={false}
                axisLine={false}
                allowDecimals={false}
                tickFormatter={axis}
                tick={{ fill: 'var(--text-3)', fontSize: 11 }}
              />
              <Tooltip
                isAnimationActive={false}
                cursor={{ fill: 'var(--hover)', stroke: 'var(--line-strong)' }}
                content={({ active, payload, label }) =>
                  active && payload.length > 0 ? (
                    <div className="floating rounded-md px-2.5 py-2 text-meta">
                      <p className="mb-1 font-medium">{label}</p>
                      {payload.map((entry) => (
                        <p key={String(entry.dataKey)} className="flex justify-between gap-4 text-fg-2">
                          {entry.name}
                          <span className="text-fg tabular-nums">
                            {typeof entry.value === 'number' ? format(entry.value) : '–'}
                          </span>
                        </p>
                      ))}
                    </div>
                  ) : null
                }
              />
              {series.map(({ key, name, color, kind, dotted }) =>
                kind === 'bar' ? (
                  <Bar
                    key={key}
                    dataKey={key}
                    name={name}
                    stackId="all"
                    fill={color}
                    isAnimationActive={false}
                    maxBarSize={36}
                  />
                ) : (
                  <Line
                    key={key}
                    dataKey={key}
                    name={name}
                    stroke={color}
                    strokeWidth={dotted ? 1.5 : 2}
                    strokeDasharray={dotted ? '3 3' : undefined}
                    dot={dotted ? false : { r: 2.5, strokeWidth: 0, fill: color }}
                    connectNulls
                    isAnimationActive={false}
                  />
                ),
              )}
            </ComposedChart>
          </ResponsiveContainer>
        </div>
      )}
    </Card>
  );
}
