import { z } from 'zod';
import { providers, type ProviderId } from '#libs/catalog/providers/defs';
import { fieldsOf, type FormField, type JsonSchema } from '../../forms/json-schema.js';

interface SettingSchema extends JsonSchema {
  secret?: boolean;
}

const cache = new Map<string, FormField[]>();

/** The fields of a provider's settings, from its own definition in the catalogue. */
export function settingFields(provider: string): FormField[] {
  const known = cache.get(provider);
  if (known) return known;
  if (!(provider in providers)) return [];
  const schema = z.toJSONSchema(providers[provider as ProviderId].settings, { io: 'input', unrepresentable: 'any' });
  const fields = fieldsOf(schema as JsonSchema).map((field) => ({
    ...field,
    // Addresses have a default that most people keep.
    required: field.required && field.schema.default === undefined,
  }));
  cache.set(provider, fields);
  return fields;
}

export const isSecret = (field: FormField): boolean => (field.schema as SettingSchema).secret === true;

/** What a provider's catalogue entry says to people: its title, and what leaves the platform. */
export const providerNote = (provider: string): string =>
  provider in providers ? providers[provider as ProviderId].note : '';
