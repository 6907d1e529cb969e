import { useState } from 'react';
import { listAgents, listWorkflows } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { useMay } from '../../app/may.js';
import { ApiProblem } from '../../app/problem.js';
import { useList } from '../../app/queries.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Checkbox, Field, Input, Select, Textarea } from '../../ui/field.js';
import { ErrorState } from '../../ui/states.js';
import { needs, setOffer, type Offer, type Wish } from './offers.js';

/** Offers an agent or a workflow, or changes how it is offered. */
export function ExposureDialog({
  offer,
  taken,
  onClose,
}: {
  offer?: Offer | undefined;
  /** Ids that the list shows already. */
  taken: ReadonlySet<string>;
  onClose(): void;
}) {
  const t = useText();
  const [chosen, setChosen] = useState<Pick<Offer, 'kind' | 'id'> | undefined>(offer);
  const kind = chosen?.kind ?? 'agent';
  const [mcp, setMcp] = useState(offer?.mcp ?? true);
  const [a2a, setA2a] = useState(offer?.a2a ?? false);
  const [tool, setTool] = useState(offer?.tool?.replace(/^(agent|workflow)_/, '') ?? '');
  const [description, setDescription] = useState(offer?.description ?? '');
  const [tried, setTried] = useState(false);
  const may = useMay(needs[kind]);
  const save = useAct({
    run: (wish: Wish) => setOffer(kind, chosen?.id ?? '', wish),
    done: t('expose.saved'),
    changes: [['exposures']],
    quiet: true,
    onDone: onClose,
  });
  const refused = ApiProblem.is(save.error) ? save.error.issues.find(({ path }) => path.endsWith('tool')) : undefined;
  const wrong = {
    what: !chosen && t('form.required'),
    ways: !offer && !mcp && !(kind === 'agent' && a2a) && t('expose.neither'),
    tool: tool !== '' && !/^[a-z][a-z0-9_]{0,49}$/.test(tool) && t('expose.tool.wrong'),
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={offer ? t('do.changeIt', { what: offer.name }) : t('expose.add.title')}
      description={t('expose.add.help')}
      actions={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button
            look="ink"
            type="submit"
            form="exposure"
            offBecause={may.why}
            busy={save.isPending && t('save.saving')}
          >
            {t(offer ? 'save.do' : 'expose.do')}
          </Button>
        </>
      }
    >
      <form
        id="exposure"
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (may.ok && !wrong.what && !wrong.ways && !wrong.tool)
            save.mutate({ mcp, a2a: kind === 'agent' && a2a, description, ...(tool !== '' && { tool }) });
        }}
      >
        {!offer && (
          <ThingSelect
            taken={taken}
            value={chosen}
            error={tried && wrong.what ? wrong.what : undefined}
            onChange={setChosen}
          />
        )}
        <fieldset>
          <legend className="mb-1.5 font-medium">{t('expose.by')}</legend>
          <div className="flex gap-5">
            <Checkbox label="MCP" checked={mcp} onChange={(event) => setMcp(event.target.checked)} />
            {kind === 'agent' && (
              <Checkbox label="A2A" checked={a2a} onChange={(event) => setA2a(event.target.checked)} />
            )}
          </div>
          {tried && wrong.ways && <p className="mt-1.5 text-meta text-failed">{wrong.ways}</p>}
        </fieldset>
        <Field
          label={t('expose.tool')}
          optional
          hint={t('expose.tool.hint', { prefix: `${kind}_` })}
          error={wrong.tool || refused?.message}
        >
          {(link) => (
            <Input
              {...link}
              className="font-mono text-meta"
              value={tool}
              maxLength={50}
              onChange={(event) => setTool(event.target.value)}
            />
          )}
        </Field>
        <Field label={t('expose.description')} optional hint={t('expose.description.hint')}>
          {(link) => (
            <Textarea
              {...link}
              rows={3}
              maxLength={2000}
              value={description}
              onChange={(event) => setDescription(event.target.value)}
            />
          )}
        </Field>
        {save.error && !refused && <ErrorState title={t('error.notDone')} error={save.error} />}
      </form>
    </Dialog>
  );
}

/** Active agents and published workflows that are not offered yet. */
function ThingSelect({
  taken,
  value,
  error,
  onChange,
}: {
  taken: ReadonlySet<string>;
  value: Pick<Offer, 'kind' | 'id'> | undefined;
  error: string | undefined;
  onChange(thing: Pick<Offer, 'kind' | 'id'> | undefined): void;
}) {
  const t = useText();
  const agents = useList(['agents'], listAgents, { query: { limit: 200, status: 'active' } });
  const workflows = useList(['workflows'], listWorkflows, { query: { limit: 200 } });
  const groups = [
    ['agent', agents.items ?? []],
    ['workflow', (workflows.items ?? []).filter(({ publishedVersion }) => publishedVersion !== null)],
  ] as const;
  return (
    <Field label={t('expose.what')} error={error}>
      {(link) => (
        <Select
          {...link}
          value={value ? `${value.kind} ${value.id}` : ''}
          onChange={(event) => {
            const [kind, id] = event.target.value.split(' ');
            onChange(id ? { kind: kind as Offer['kind'], id } : undefined);
          }}
        >
          <option value="">{t('expose.choose')}</option>
          {groups.map(([kind, things]) => (
            <optgroup key={kind} label={t(`expose.${kind}s`)}>
              {things
                .filter(({ id }) => !taken.has(id))
                .map(({ id, name }) => (
                  <option key={id} value={`${kind} ${id}`}>
                    {name}
                  </option>
                ))}
            </optgroup>
          ))}
        </Select>
      )}
    </Field>
  );
}
