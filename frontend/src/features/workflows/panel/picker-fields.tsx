import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { listAgents, listCredentials, listModels, listTools, type AiModel } from '#libs/contracts';
import { call } from '../../../app/call.js';
import { useMay } from '../../../app/may.js';
import { useFormat, useText } from '../../../text/text.js';
import { Button } from '../../../ui/button.js';
import { Input, Select } from '../../../ui/field.js';
import { CredentialDialog } from '../../connections/credential-dialog.js';
import { FieldFrame } from './field-frame.js';
import type { FieldProps } from './field-props.js';
import { TemplateField } from './text-fields.js';

interface Option {
  value: string;
  label: string;
  group?: string;
}

/** One of what the company has, by name. What is not among it, and expressions, are kept and can be written. */
function Picker({
  props,
  options,
  none,
  aside,
  below,
}: {
  props: FieldProps;
  options: readonly Option[] | undefined;
  /** What an empty choice means. */
  none: string;
  aside?: ReactNode;
  below?: ReactNode;
}) {
  const t = useText();
  const { part, path, value, set } = props;
  const [writing, setWriting] = useState(false);
  if (typeof value === 'string' && value.includes('{{')) return <TemplateField {...props} />;
  const groups = [...new Set(options?.map(({ group }) => group ?? ''))];
  const given = typeof value === 'string' ? value : '';
  const unknown = given !== '' && options !== undefined && !options.some((option) => option.value === given);
  return (
    <FieldFrame part={part} path={path} aside={aside} below={below}>
      {(link) =>
        writing ? (
          <Input
            id={link.id}
            autoFocus
            aria-describedby={link.describedBy}
            className="max-w-100"
            value={given}
            placeholder={t('panel.pick.write')}
            onChange={(event) => set(event.target.value || undefined)}
            onBlur={() => setWriting(false)}
          />
        ) : (
          <Select
            id={link.id}
            aria-describedby={link.describedBy}
            aria-invalid={link.invalid || undefined}
            className="max-w-100"
            value={given}
            onChange={(event) => {
              if (event.target.value === other) setWriting(true);
              else set(event.target.value || undefined);
            }}
          >
            <option value="">{none}</option>
            {unknown && <option value={given}>{t('panel.pick.unknown', { name: given })}</option>}
            {groups.map((group) => {
              const list = options
                ?.filter((option) => (option.group ?? '') === group)
                .map((option) => (
                  <option key={option.value} value={option.value}>
                    {option.label}
                  </option>
                ));
              return group === '' ? (
                list
              ) : (
                <optgroup key={group} label={group}>
                  {list}
                </optgroup>
              );
            })}
            <option value={other}>{t('panel.pick.write')}</option>
          </Select>
        )
      }
    </FieldFrame>
  );
}
const other = '\u0000other';

/** Routing policies first, then models, each with what a million tokens cost. */
export function ModelField(props: FieldProps) {
  const t = useText();
  const format = useFormat();
  const models = useQuery({
    queryKey: ['ai', 'models'],
    queryFn: ({ signal }) => call(listModels, { signal }),
    staleTime: 60_000,
  });
  const price = (model: AiModel) =>
    model.inputMicrosPerMillion === null || model.outputMicrosPerMillion === null
      ? t('panel.model.noPrice')
      : model.inputMicrosPerMillion === 0 && model.outputMicrosPerMillion === 0
        ? t('panel.model.free')
        : t('panel.model.price', {
            in: format.money(model.inputMicrosPerMillion),
            out: format.money(model.outputMicrosPerMillion),
          });
  const answering = models.data?.items.filter(({ embeddings }) => !embeddings) ?? [];
  const usual = answering.find(({ isDefault }) => isDefault);
  const chosen = answering.find(({ id }) => id === props.value);
  return (
    <Picker
      props={props}
      none={usual ? t('panel.model.default', { name: usual.title }) : t('panel.model.defaultUnknown')}
      options={
        models.data && [
          ...policies.map((name) => ({ value: name, label: name, group: t('panel.model.policies') })),
          ...answering.map((model) => ({
            value: model.id,
            label: `${model.title}, ${price(model)}`,
            group: t('panel.model.models'),
          })),
        ]
      }
      below={
        chosen && (
          <p className="mt-1.5 text-meta text-fg-3">
            {price(chosen)}
            {chosen.tools ? '' : `, ${t('panel.model.noTools')}`}
          </p>
        )
      }
    />
  );
}

/** Routing policies that every company has: by what the task needs, not by name of a model. */
const policies = ['small-first', 'large-first', 'cheapest', 'fastest', 'best'];

export function AgentField(props: FieldProps) {
  const t = useText();
  const agents = useQuery({
    queryKey: ['agents', 'names'],
    queryFn: ({ signal }) => call(listAgents, { query: { limit: 200 }, signal }),
    staleTime: 30_000,
  });
  return (
    <Picker
      props={props}
      none={t('form.choose')}
      options={agents.data?.items.map(({ name, status }) => ({
        value: name,
        label: status === 'active' ? name : `${name} (${t(`agents.status.${status}`)})`,
      }))}
    />
  );
}

export function ToolField(props: FieldProps) {
  const t = useText();
  const tools = useQuery({
    queryKey: ['tools', 'names'],
    queryFn: ({ signal }) => call(listTools, { query: { limit: 200 }, signal }),
    staleTime: 30_000,
  });
  const chosen = tools.data?.items.find(({ name }) => name === props.value);
  return (
    <Picker
      props={props}
      none={t('form.choose')}
      options={tools.data?.items.map(({ name, title }) => ({ value: name, label: `${title} (${name})` }))}
      below={chosen && <p className="mt-1.5 text-meta text-fg-3">{chosen.description}</p>}
    />
  );
}

/** A credential of the vault; a new one can be made without leaving. */
export function CredentialField(props: FieldProps) {
  const t = useText();
  const may = useMay('credentials:write');
  const [creating, setCreating] = useState(false);
  const credentials = useQuery({
    queryKey: ['credentials', 'names'],
    queryFn: ({ signal }) => call(listCredentials, { query: { limit: 200 }, signal }),
    staleTime: 30_000,
  });
  const chosen = credentials.data?.items.find(({ id, name }) => id === props.value || name === props.value);
  return (
    <>
      <Picker
        props={props}
        none={t('panel.credential.none')}
        options={credentials.data?.items.map(({ id, name, kind }) => ({ value: id, label: `${name} (${kind})` }))}
        aside={
          <Button size="sm" look="ghost" icon={Plus} offBecause={may.why} onClick={() => setCreating(true)}>
            {t('panel.credential.new')}
          </Button>
        }
        below={
          chosen &&
          chosen.allowedHosts.length > 0 && (
            <p className="mt-1.5 text-meta text-fg-3">
              {t('panel.credential.hosts', { hosts: chosen.allowedHosts.join(', ') })}
            </p>
          )
        }
      />
      {creating && (
        <CredentialDialog
          onClose={() => setCreating(false)}
          onDone={({ id }) => {
            void credentials.refetch();
            props.set(id);
          }}
        />
      )}
    </>
  );
}
