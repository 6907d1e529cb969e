import { Link } from '@tanstack/react-router';
import { RotateCcw } from 'lucide-react';
import { useText } from '../../text/text.js';
import { Button, IconButton } from '../../ui/button.js';
import type { Column } from '../../ui/table.js';
import { shortId, Time } from '../../ui/values.js';

/** A run by the end of its id, or that there is none. */
export function RunLink({ id }: { id: string | null }) {
  if (!id) return <span className="text-fg-3">–</span>;
  return (
    <Link to="/runs/$id" params={{ id }} search={{}} className="link">
      {shortId(id)}
    </Link>
  );
}

/** What everything has that is tried several times and may be given up: its run, how often, and when. */
export function useTriedColumns<Row extends { attempts: number }>(
  runOf: (row: Row) => string | null,
  atOf: (row: Row) => string,
): Column<Row>[] {
  const t = useText();
  return [
    {
      key: 'run',
      head: t('runs.run'),
      width: 'w-24',
      hide: 'tablet',
      cell: (row) => <RunLink id={runOf(row)} />,
    },
    {
      key: 'attempts',
      head: t('deliveries.attempts'),
      width: 'w-24',
      right: true,
      hide: 'tablet',
      cell: (row) => <span className="text-fg-2">{row.attempts}</span>,
    },
    {
      key: 'at',
      head: t('deliveries.at'),
      width: 'w-28',
      right: true,
      hide: 'phone',
      cell: (row) => <Time at={atOf(row)} className="text-fg-2" />,
    },
  ];
}

/** Tries a thing once more; on a phone an icon. `label` says which thing. */
export function RedriveButton({
  label,
  text,
  why,
  busy = false,
  onClick,
}: {
  label: string;
  text: string;
  /** Why not. */
  why: string | null;
  busy?: string | false;
  onClick(): void;
}) {
  return (
    <>
      <span className="sm:hidden">
        <IconButton size="sm" icon={RotateCcw} off={why !== null} label={why ?? label} onClick={onClick} />
      </span>
      <span className="max-sm:hidden">
        <Button size="sm" icon={RotateCcw} offBecause={why} busy={busy} aria-label={label} onClick={onClick}>
          {text}
        </Button>
      </span>
    </>
  );
}
