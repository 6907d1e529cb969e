import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { FileText, Plus } from 'lucide-react';
import { useState } from 'react';
import { createPrompt, listPrompts, type PromptSummary } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { ListBody } from '../../app/list-body.js';
import { useMay } from '../../app/may.js';
import { Page } from '../../app/page.js';
import { ApiProblem } from '../../app/problem.js';
import { useList } from '../../app/queries.js';
import { useTitle } from '../../app/title.js';
import { useUrlSearch } from '../../app/url-search.js';
import { useText } from '../../text/text.js';
import { Tag } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Input, SearchInput } from '../../ui/field.js';
import { EmptyState, ErrorState } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { Time } from '../../ui/values.js';

/** Prompts with versions, which steps and agents name. */
export function PromptsPage() {
  const t = useText();
  const { search } = useSearch({ from: '/shell/administration/prompts' });
  const [text, setText] = useUrlSearch(search);
  const [adding, setAdding] = useState(false);
  const may = useMay('ai:write');
  const list = useList(['prompts'], listPrompts, { query: { search } });
  useTitle(t('prompts.title'));
  const columns: Column<PromptSummary>[] = [
    {
      key: 'name',
      head: t('prompts.name'),
      cell: (row) => (
        <span className="block min-w-0">
          <Link
            to="/administration/prompts/$id"
            params={{ id: row.id }}
            className="block truncate rounded-xs font-medium hover:underline"
          >
            {row.name}
          </Link>
          <span className="block truncate text-meta text-fg-3">{row.description || t('prompts.noDescription')}</span>
        </span>
      ),
    },
    {
      key: 'version',
      head: t('prompts.version'),
      width: 'w-44',
      cell: (row) => (
        <span className="flex items-center gap-2 text-fg-2">
          {row.publishedVersion === null ? t('prompts.notPublished') : `v${row.publishedVersion}`}
          {row.hasDraftChanges && row.publishedVersion !== null && <Tag>{t('prompts.changes')}</Tag>}
        </span>
      ),
    },
    {
      key: 'changed',
      head: t('prompts.changed'),
      width: 'w-32',
      right: true,
      hide: 'phone',
      cell: (row) => <Time at={row.updatedAt} className="text-fg-2" />,
    },
  ];
  return (
    <Page
      title={t('prompts.title')}
      actions={
        <Button look="ink" icon={Plus} offBecause={may.why} onClick={() => setAdding(true)}>
          {t('prompts.new')}
        </Button>
      }
    >
      <SearchInput
        label={t('prompts.search')}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="mb-3 sm:max-w-80"
      />
      <ListBody
        list={list}
        tall
        failed={t('prompts.failed')}
        empty={
          search ? (
            <EmptyState
              title={t('prompts.none', { search })}
              action={<Button onClick={() => setText('')}>{t('do.clearFilters')}</Button>}
            />
          ) : (
            <EmptyState
              title={t('prompts.empty')}
              help={t('prompts.empty.help')}
              action={
                <Button icon={FileText} offBecause={may.why} onClick={() => setAdding(true)}>
                  {t('prompts.new')}
                </Button>
              }
            />
          )
        }
      >
        {(items) => <Table tall label={t('prompts.title')} columns={columns} rows={items} rowKey={(row) => row.id} />}
      </ListBody>
      {adding && <NewPromptDialog onClose={() => setAdding(false)} />}
    </Page>
  );
}

function NewPromptDialog({ onClose }: { onClose(): void }) {
  const t = useText();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [tried, setTried] = useState(false);
  const add = useAct({
    run: () =>
      call(createPrompt, {
        body: {
          name: name.trim(),
          description,
          content: {
            messages: [{ role: 'user', content: '{{ text }}' }],
            variables: [{ name: 'text', type: 'string', required: true, description: '' }],
            options: {},
          },
        },
      }),
    changes: [['prompts']],
    quiet: true,
    onDone: (made) => void navigate({ to: '/administration/prompts/$id', params: { id: made.id } }),
  });
  const taken = ApiProblem.is(add.error, 'PROMPT_NAME_TAKEN') ? t('prompts.taken') : undefined;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('prompts.new.title')}
      description={t('prompts.new.help')}
      actions={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="ink" type="submit" form="new-prompt" busy={add.isPending && t('do.adding')}>
            {t('prompts.create')}
          </Button>
        </>
      }
    >
      <form
        id="new-prompt"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (name.trim() !== '') add.mutate();
        }}
      >
        <Field label={t('prompts.name')} error={tried && name.trim() === '' ? t('form.required') : taken}>
          {(link) => <Input {...link} value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Field label={t('prompts.description')} optional>
          {(link) => (
            <Input
              {...link}
              value={description}
              maxLength={2000}
              onChange={(event) => setDescription(event.target.value)}
            />
          )}
        </Field>
        {add.error && !taken && <ErrorState title={t('error.notDone')} error={add.error} />}
      </form>
    </Dialog>
  );
}
