import { Link } from '@tanstack/react-router';
import { Bot, Pencil, Workflow } from 'lucide-react';
import { useAct } from '../../app/act.js';
import { useMay } from '../../app/may.js';
import { useText } from '../../text/text.js';
import { Tag } from '../../ui/badge.js';
import { IconButton } from '../../ui/button.js';
import { Switch } from '../../ui/switch.js';
import type { Column } from '../../ui/table.js';
import { setOffer, type Offer } from './offers.js';

export function useExposureColumns(onChange: (offer: Offer) => void): Column<Offer>[] {
  const t = useText();
  const agents = useMay('agents:write');
  const workflows = useMay('workflows:publish');
  const save = useAct({
    run: ({ offer, mcp, a2a }: { offer: Offer; mcp: boolean; a2a: boolean }) =>
      setOffer(offer.kind, offer.id, { mcp, a2a }),
    done: t('expose.saved'),
    changes: [['exposures']],
  });
  const way = (by: 'mcp' | 'a2a'): Column<Offer> => ({
    key: by,
    head: t(`expose.${by}`),
    width: 'w-18',
    cell: (row) =>
      by === 'mcp' || row.kind === 'agent' ? (
        <Switch
          label={<span className="sr-only">{t('expose.switch', { name: row.name, way: t(`expose.${by}`) })}</span>}
          checked={row[by]}
          off={!(row.kind === 'agent' ? agents : workflows).ok}
          onChange={(on) => save.mutate({ offer: row, mcp: row.mcp, a2a: row.a2a, [by]: on })}
        />
      ) : (
        <span className="text-fg-3">–</span>
      ),
  });
  return [
    {
      key: 'name',
      head: t('expose.what'),
      cell: (row) => {
        const Icon = row.kind === 'agent' ? Bot : Workflow;
        return (
          <span className="flex min-w-0 items-center gap-2.5">
            <Icon aria-hidden className="size-4 shrink-0 text-fg-3" strokeWidth={1.75} />
            <span className="min-w-0">
              <span className="flex items-center gap-2">
                <ThingLink offer={row} />
                {!row.ready && <Tag>{t(row.kind === 'agent' ? 'expose.notActive' : 'expose.notPublished')}</Tag>}
              </span>
              <span className="block truncate text-meta text-fg-3" title={row.description}>
                {row.description || t(`expose.${row.kind}`)}
              </span>
            </span>
          </span>
        );
      },
    },
    {
      key: 'tool',
      head: t('expose.tool'),
      width: 'w-64',
      hide: 'tablet',
      cell: (row) => <code className="text-meta text-fg-2">{row.tool ?? '–'}</code>,
    },
    way('mcp'),
    way('a2a'),
    {
      key: 'do',
      head: '',
      width: 'w-buttons-1',
      right: true,
      cell: (row) => {
        const may = row.kind === 'agent' ? agents : workflows;
        return (
          <IconButton
            size="sm"
            icon={Pencil}
            off={!may.ok}
            label={may.why ?? t('do.changeIt', { what: row.name })}
            onClick={() => onChange(row)}
          />
        );
      },
    },
  ];
}

function ThingLink({ offer: { kind, id, name } }: { offer: Offer }) {
  const look = 'block min-w-0 truncate rounded-xs font-medium hover:underline';
  return kind === 'agent' ? (
    <Link to="/agents/$id" params={{ id }} className={look}>
      {name}
    </Link>
  ) : (
    <Link to="/workflows/$id" params={{ id }} search={{}} className={look}>
      {name}
    </Link>
  );
}
