import { useState } from 'react';
import { useForm, type DefaultValues, type FieldPath, type FieldValues, type PathValue } from 'react-hook-form';
import { zodResolver } from '@hookform/resolvers/zod';
import type { z } from 'zod';
import { ApiProblem } from '../../app/problem.js';
import type { TextKey } from '../../text/catalogue.js';
import { useText, type Text } from '../../text/text.js';
import { useReason } from '../../ui/states.js';

/** Texts for what a field lacks: the contract decides, the catalogue speaks. */
function inWords(t: Text, name: string, given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  if (name === 'email') return t('auth.error.email');
  if (/at least 10/.test(given)) return t('auth.error.short');
  return /expected|Too small|Invalid/i.test(given) ? t('auth.error.required') : given;
}

/**
 * A form whose schema is the route's own. What the server refuses is shown at its field, what belongs to no field above the
 * button; nothing that was typed is lost. `atField` names the field of a problem that carries no path.
 */
export function useContractForm<Values extends FieldValues>(options: {
  schema: z.ZodType<unknown, Values>;
  values: DefaultValues<Values>;
  submit(values: Values): Promise<void>;
  atField: Partial<Record<string, { field: FieldPath<Values>; text: TextKey }>>;
  /** What is said of a field whose text does not fit, where "fill this in" would not help. */
  unfit?: Partial<Record<FieldPath<Values>, TextKey>>;
}) {
  const t = useText();
  const [failure, setFailure] = useState<unknown>(null);
  const reason = useReason(failure);
  const form = useForm<Values>({
    resolver: zodResolver(options.schema as never) as never,
    defaultValues: options.values,
    mode: 'onSubmit',
    reValidateMode: 'onChange',
  });
  const onSubmit = form.handleSubmit(async (values) => {
    setFailure(null);
    try {
      await options.submit(values as Values);
    } catch (error) {
      if (!place(error)) setFailure(error);
    }
  });
  /** Puts a refusal at its fields; false when it belongs to none. */
  const place = (error: unknown): boolean => {
    if (!ApiProblem.is(error)) return false;
    const known = options.atField[error.code];
    if (known) {
      form.setError(known.field, { message: t(known.text) }, { shouldFocus: true });
      return true;
    }
    const fields = error.issues.filter((issue) => issue.path in form.getValues());
    for (const issue of fields)
      form.setError(issue.path as FieldPath<Values>, { message: issue.message }, { shouldFocus: true });
    return fields.length > 0;
  };
  const errorOf = (name: FieldPath<Values>) => {
    const { error } = form.getFieldState(name, form.formState);
    // Of a list, the first entry that does not fit.
    const message = Array.isArray(error)
      ? (error.find(Boolean) as { message?: string } | undefined)?.message
      : error?.message;
    const ours = Object.values(options.atField).some((known) => known && t(known.text) === message);
    if (ours) return message;
    const unfit = options.unfit?.[name];
    return unfit && message && /^expected/.test(message) ? t(unfit) : inWords(t, name, message);
  };
  return {
    onSubmit,
    register: form.register,
    set: (name: FieldPath<Values>, value: PathValue<Values, FieldPath<Values>>) => form.setValue(name, value),
    reset: () => form.reset(),
    errorOf,
    busy: form.formState.isSubmitting,
    failure: failure === null ? undefined : ApiProblem.is(failure, 'RATE_LIMITED') ? t('auth.error.slow') : reason,
  };
}
