import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { listModels, type AiModel } from '#libs/contracts';
import { call } from '../../app/call.js';
import { useFormat } from '../../text/text.js';
import { Field, Input } from '../../ui/field.js';

export const useModels = () =>
  useQuery({ queryKey: ['ai', 'models'], queryFn: ({ signal }) => call(listModels, { signal }), staleTime: 60_000 });

/** A model by its id: those that are known are offered, others may be typed, since providers have more than their lists. */
export function ModelInput({
  label,
  value,
  onChange,
  optional,
  hint,
  error,
  placeholder,
  provider,
  policies = [],
  fits = () => true,
}: {
  label: string;
  value: string;
  onChange(value: string): void;
  optional?: boolean;
  hint?: string;
  error?: string;
  placeholder?: string;
  /** Only models of this account, by their own names. */
  provider?: string;
  /** Offered besides: small-first and others. */
  policies?: readonly string[];
  fits?(model: AiModel): boolean;
}) {
  const list = useId();
  const format = useFormat();
  const { data } = useModels();
  const offered = (data?.items ?? []).filter(
    (model) => fits(model) && (provider === undefined || model.provider === provider),
  );
  const nameOf = (model: AiModel) => (provider === undefined ? model.id : model.id.slice(provider.length + 1));
  return (
    <Field label={label} optional={optional} hint={hint} error={error}>
      {(link) => (
        <>
          <Input
            {...link}
            list={list}
            value={value}
            maxLength={200}
            placeholder={placeholder}
            spellCheck={false}
            autoComplete="off"
            className="font-mono text-meta"
            onChange={(event) => onChange(event.target.value)}
          />
          <datalist id={list}>
            {policies.map((policy) => (
              <option key={policy} value={policy} />
            ))}
            {offered.map((model) => (
              <option key={model.id} value={nameOf(model)}>
                {[model.title, priceOf(model, format)].filter(Boolean).join(', ')}
              </option>
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}

/** "$0.10 in, $0.50 out" for a million tokens, or nothing. */
const priceOf = (model: AiModel, format: { price(micros: number): string }): string =>
  model.inputMicrosPerMillion === null || model.outputMicrosPerMillion === null
    ? ''
    : `${format.price(model.inputMicrosPerMillion)} / ${format.price(model.outputMicrosPerMillion)}`;
