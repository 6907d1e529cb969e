import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import {
  createToolRequest,
  getToolSettings,
  listToolRequests,
  setToolSettings,
  toolSettings,
  toolWish,
  type ToolRequest,
  type ToolSettings,
} from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { ListBody } from '../../app/list-body.js';
import { useList } from '../../app/queries.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Field, Input, Select, Textarea } from '../../ui/field.js';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { Time } from '../../ui/values.js';

/** Tools that are missing: who may have them written, and what came of those that were asked for. */
export const ToolWriting = () => (
  <div className="grid gap-4">
    <PolicyCard />
    <AskCard />
    <Requests />
  </div>
);

const choices = ['nobody', 'people', 'agents'] as const satisfies readonly ToolSettings['writing'][];

function PolicyCard() {
  const t = useText();
  const may = useMay('tools:admin');
  const settings = useQuery({
    queryKey: ['tools', 'settings'],
    queryFn: ({ signal }) => call(getToolSettings, { signal }),
  });
  const change = useAct({
    run: (writing: ToolSettings['writing']) =>
      call(setToolSettings, { body: toolSettings.parse({ ...settings.data, writing }) }),
    done: t('save.done'),
    changes: [['tools', 'settings']],
  });
  return (
    <Card title={t('tools.writing')}>
      {settings.data ? (
        <div className="p-4" title={may.why ?? undefined}>
          <Field label={t('tools.writing.who')} hint={t('tools.writing.help')}>
            {(link) => (
              <Select
                {...link}
                disabled={!may.ok}
                value={change.isPending ? change.variables : settings.data.writing}
                onChange={(event) => change.mutate(event.target.value as ToolSettings['writing'])}
              >
                {choices.map((each) => (
                  <option key={each} value={each}>
                    {t(`tools.writing.${each}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
      ) : settings.error ? (
        <div className="p-4">
          <ErrorState title={t('error.title')} error={settings.error} onRetry={() => void settings.refetch()} />
        </div>
      ) : (
        <Skeleton rows={1} />
      )}
    </Card>
  );
}

function AskCard() {
  const t = useText();
  const may = useMay('tools:write');
  const [name, setName] = useState('');
  const [purpose, setPurpose] = useState('');
  const body = toolWish.safeParse({ name, purpose });
  const ask = useAct({
    run: () => call(createToolRequest, { body: { name, purpose } }),
    done: t('tools.ask.done'),
    changes: [['tools', 'requests']],
    quiet: true,
    onDone: () => {
      setName('');
      setPurpose('');
    },
  });
  return (
    <Card title={t('tools.ask')}>
      <form
        className="grid gap-3 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          ask.mutate();
        }}
      >
        <Field label={t('tools.name')}>
          {(link) => <Input {...link} value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Field label={t('tools.ask.purpose')} hint={t('tools.ask.purpose.help')}>
          {(link) => (
            <Textarea {...link} rows={3} value={purpose} onChange={(event) => setPurpose(event.target.value)} />
          )}
        </Field>
        {ask.error && <ErrorState title={t('error.notDone')} error={ask.error} />}
        <div>
          <Button
            type="submit"
            look="ink"
            offBecause={may.why ?? (!body.success && t('tools.ask.short'))}
            busy={ask.isPending && t('tools.ask.asking')}
          >
            {t('tools.ask.do')}
          </Button>
        </div>
      </form>
    </Card>
  );
}

function Requests() {
  const t = useText();
  const list = useList(['tools', 'requests'], listToolRequests, {
    refetch: (items) => (items.some(({ status }) => status === 'searching') ? 2000 : false),
  });
  const columns: Column<ToolRequest>[] = [
    { key: 'status', head: t('tools.status'), width: 'w-38', cell: (row) => t(`tools.request.${row.status}`) },
    {
      key: 'name',
      head: t('tools.name'),
      width: 'lg:w-48',
      cell: (row) =>
        row.tool ? (
          <Link to="/tools/$id" params={{ id: row.tool.id }} search={{}} className="link">
            {row.tool.name}
          </Link>
        ) : (
          row.name
        ),
    },
    {
      key: 'why',
      head: t('tools.request.why'),
      hide: 'phone',
      cell: (row) => <span title={`${row.purpose}\n\n${row.reason}`}>{row.reason || row.purpose}</span>,
    },
    { key: 'at', head: t('tools.request.at'), width: 'w-32', cell: (row) => <Time at={row.createdAt} /> },
  ];
  return (
    <section>
      <h2 className="mb-2 text-head">{t('tools.requests')}</h2>
      <ListBody
        list={list}
        failed={t('tools.requests.failed')}
        empty={<EmptyState title={t('tools.requests.empty')} />}
      >
        {(items) => <Table label={t('tools.requests')} columns={columns} rows={items} rowKey={(row) => row.id} />}
      </ListBody>
    </section>
  );
}
