import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { iconOf, titleOfKind } from '../../builder/kinds.js';
import { useMay } from '../../app/may.js';
import { Page } from '../../app/page.js';
import { useTitle } from '../../app/title.js';
import { useUrlSearch } from '../../app/url-search.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { SearchInput } from '../../ui/field.js';
import { KindTile } from '../../ui/kind-tile.js';
import { EmptyState } from '../../ui/states.js';
import { templates, type Template } from './templates.js';
import { useTakeTemplate } from './use-take-template.js';

/** Workflows that are ready to be made one's own: what each does, of which steps, and a button that takes it. */
export function TemplatesPage() {
  const t = useText();
  const { search } = useSearch({ from: '/shell/templates' });
  const [text, setText] = useUrlSearch(search);
  const take = useTakeTemplate();
  useTitle(t('nav.templates'));
  const wanted = text.trim().toLowerCase();
  const shown = templates.filter(({ id }) =>
    [t(`builder.template.${id}`), t(`builder.template.${id}.help`)].some((words) =>
      words.toLowerCase().includes(wanted),
    ),
  );
  return (
    <Page title={t('nav.templates')} aside={shown.length}>
      <SearchInput
        label={t('templates.search')}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="mb-3 sm:max-w-80"
      />
      {shown.length === 0 ? (
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
                busy={take.isPending && take.variables.id === template.id}
                onTake={() => !take.isPending && take.mutate(template)}
              />
            </li>
          ))}
        </ul>
      )}
    </Page>
  );
}

const shownKinds = 7;

function TemplateCard({ template, busy, onTake }: { template: Template; busy: boolean; onTake(): void }) {
  const t = useText();
  const may = useMay('workflows:write');
  const name = t(`builder.template.${template.id}`);
  const definition = useQuery({
    queryKey: ['template', template.id],
    queryFn: () => template.load(),
    staleTime: Infinity,
  });
  const kinds = [...new Set(definition.data?.nodes.map(({ kind }) => kind))];
  return (
    <Card className="flex h-full flex-col">
      <div className="flex-1 p-4">
        <h2 className="font-semibold">{name}</h2>
        <p className="mt-1 text-fg-2">{t(`builder.template.${template.id}.help`)}</p>
        <ul aria-label={t('templates.steps')} className="mt-3 flex min-h-6 flex-wrap items-center gap-1.5">
          {kinds.slice(0, shownKinds).map((kind) => (
            <li key={kind} title={titleOfKind(kind) ?? kind}>
              <KindTile kind={kind} icon={iconOf(kind)} size="sm" />
              <span className="sr-only">{titleOfKind(kind) ?? kind}</span>
            </li>
          ))}
          {definition.data && (
            <li className="ml-1 text-meta text-fg-3">
              {t('templates.count', { count: definition.data.nodes.length })}
            </li>
          )}
        </ul>
      </div>
      <div className="border-t border-line px-4 py-3">
        <Button
          offBecause={may.why}
          busy={busy && t('builder.new.busy')}
          aria-label={t('templates.take.of', { name })}
          onClick={onTake}
        >
          {t('templates.take')}
        </Button>
      </div>
    </Card>
  );
}
