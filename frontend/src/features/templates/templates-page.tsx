import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { deleteTemplate, type Template } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { Page } from '../../app/page.js';
import { useTitle } from '../../app/title.js';
import { useUrlSearch } from '../../app/url-search.js';
import { iconOf, titleOfKind } from '../../builder/kinds.js';
import { useText } from '../../text/text.js';
import { Tag } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Confirm } from '../../ui/confirm.js';
import { SearchInput } from '../../ui/field.js';
import { KindTile } from '../../ui/kind-tile.js';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.js';
import { InstallDialog } from './install-dialog.js';
import { useTemplateWords } from './template-words.js';
import { useTemplates } from './use-templates.js';

/** The gallery: what each template does, what it brings, and a button that takes it. */
export function TemplatesPage() {
  const t = useText();
  const words = useTemplateWords();
  const { search } = useSearch({ from: '/shell/templates' });
  const [text, setText] = useUrlSearch(search);
  const [taking, setTaking] = useState<Template | null>(null);
  const [removing, setRemoving] = useState<Template | null>(null);
  const list = useTemplates();
  const remove = useAct({
    run: () => call(deleteTemplate, { params: { id: removing?.id ?? '' } }),
    done: t('templates.removed'),
    changes: [['templates']],
    quiet: true,
    onDone: () => setRemoving(null),
  });
  useTitle(t('nav.templates'));
  const wanted = text.trim().toLowerCase();
  const shown = list.data?.items.filter((template) =>
    [words.title(template), words.help(template)].some((each) => each.toLowerCase().includes(wanted)),
  );
  return (
    <Page title={t('nav.templates')} aside={shown?.length}>
      <SearchInput
        label={t('templates.search')}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="mb-3 sm:max-w-80"
      />
      {list.error ? (
        <ErrorState title={t('templates.failed')} error={list.error} onRetry={() => void list.refetch()} />
      ) : !shown ? (
        <Skeleton rows={6} />
      ) : shown.length === 0 ? (
        <Card>
          <EmptyState
            title={t('templates.none', { search: text })}
            action={<Button onClick={() => setText('')}>{t('do.clearFilters')}</Button>}
          />
        </Card>
      ) : (
        <ul className="grid gap-4 md:grid-cols-2 xl:grid-cols-3">
          {shown.map((template) => (
            <li key={template.id}>
              <TemplateCard
                template={template}
                onTake={() => setTaking(template)}
                onRemove={() => {
                  remove.reset();
                  setRemoving(template);
                }}
              />
            </li>
          ))}
        </ul>
      )}
      {taking && <InstallDialog template={taking} onClose={() => setTaking(null)} />}
      {removing && (
        <Confirm
          title={t('templates.remove.title', { name: removing.title })}
          help={t('templates.remove.help')}
          act={t('templates.remove')}
          acting={t('templates.removing')}
          mutation={remove}
          onClose={() => setRemoving(null)}
        />
      )}
    </Page>
  );
}

const shownKinds = 7;

function TemplateCard({ template, onTake, onRemove }: { template: Template; onTake(): void; onRemove(): void }) {
  const t = useText();
  const words = useTemplateWords();
  const may = useMay('workflows:write');
  const mayRemove = useMay('templates:write');
  const name = words.title(template);
  const { kinds, nodes, agents, knowledge, prompts } = template.brings;
  const more = [...agents, ...knowledge, ...prompts];
  return (
    <Card className="flex h-full flex-col">
      <div className="flex-1 p-4">
        <h2 className="flex items-center gap-2 font-semibold">
          <span className="min-w-0 truncate">{name}</span>
          {template.source === 'company' && <Tag>{t('templates.own')}</Tag>}
        </h2>
        <p className="mt-1 text-fg-2">{words.help(template)}</p>
        <ul aria-label={t('templates.steps')} className="mt-3 flex min-h-6 flex-wrap items-center gap-1.5">
          {kinds.slice(0, shownKinds).map((kind) => (
            <li key={kind} title={titleOfKind(kind) ?? kind}>
              <KindTile kind={kind} icon={iconOf(kind)} size="sm" />
              <span className="sr-only">{titleOfKind(kind) ?? kind}</span>
            </li>
          ))}
          <li className="ml-1 text-meta text-fg-3">{t('templates.count', { count: nodes })}</li>
        </ul>
        {more.length > 0 && (
          <p className="mt-2 text-meta text-fg-3">{t('templates.install.brings', { what: more.join(', ') })}</p>
        )}
        {template.createdBy && (
          <p className="mt-2 text-meta text-fg-3">{t('templates.by', { name: template.createdBy })}</p>
        )}
      </div>
      <div className="flex gap-2 border-t border-line px-4 py-3">
        <Button offBecause={may.why} aria-label={t('templates.take.of', { name })} onClick={onTake}>
          {t('templates.take')}
        </Button>
        {template.source === 'company' && mayRemove.ok && (
          <Button look="ghost" aria-label={t('templates.remove.of', { name })} onClick={onRemove}>
            {t('templates.remove')}
          </Button>
        )}
      </div>
    </Card>
  );
}
