import { z } from 'zod';
import type { ProviderDef } from '#libs/catalog/providers/defs';
import { AppError, type Issue } from '#libs/contracts';
import { issuesOf } from '#libs/platform/http';

export type Settings = Record<string, unknown>;
/** What may be shown and what may not. */
export interface SplitSettings {
  open: Settings;
  secrets: Settings;
}

/** Checked by the provider's own schema. @throws VALIDATION_FAILED naming the field: `settings.baseUrl` */
export function checkedSettings(def: ProviderDef, given: Settings): Settings {
  const unknown = Object.keys(given).filter((name) => fieldsOf(def)[name] === undefined);
  if (unknown[0] !== undefined)
    throw invalid([{ path: `settings.${unknown[0]}`, message: `${def.title} has no such setting` }]);
  const parsed = def.settings.safeParse(given);
  if (!parsed.success) throw invalid(issuesOf(parsed.error, ['settings']));
  return parsed.data as Settings;
}

export function split(def: ProviderDef, settings: Settings): SplitSettings {
  const fields = fieldsOf(def);
  const entries = Object.entries(settings).filter(([, value]) => value !== undefined);
  const part = (secret: boolean) =>
    Object.fromEntries(entries.filter(([name]) => isSecret(fields[name]) === secret)) as Settings;
  return { open: part(false), secrets: part(true) };
}

/** Names of the settings that are sealed. */
export const secretNames = (def: ProviderDef): string[] =>
  Object.entries(fieldsOf(def)).flatMap(([name, schema]) => (isSecret(schema) ? [name] : []));

/**
 * Origins that the settings lead to (those of fields named as addresses, at any depth), in one order: secrets are sealed to them, and sent
 * nowhere else. Empty where a provider has one address alone.
 */
export const originsOf = (open: Settings): string[] => [...new Set(addressesIn(open))].sort((a, b) => (a < b ? -1 : 1));

const addressesIn = (settings: Settings): string[] =>
  Object.entries(settings).flatMap(([name, value]) => {
    if (typeof value === 'object' && value !== null) return addressesIn(value as Settings);
    return typeof value === 'string' && /url$/i.test(name) && URL.canParse(value) ? [new URL(value).origin] : [];
  });

/** Last four characters of the first secret that is long enough to spare them. */
export function hintOf(secrets: Settings): string | null {
  const long = Object.values(secrets).find((value) => typeof value === 'string' && value.length >= 12);
  return typeof long === 'string' ? long.slice(-4) : null;
}

export const invalid = (issues: Issue[]): AppError =>
  new AppError('VALIDATION_FAILED', { detail: `${issues[0]?.path}: ${issues[0]?.message}`, issues });

const fieldsOf = ({ settings }: ProviderDef): Readonly<Record<string, z.ZodType | undefined>> =>
  settings instanceof z.ZodObject ? (settings.shape as Record<string, z.ZodType>) : {};

/** The mark may stand on the field or, below a default or an optional, on what it wraps. */
function isSecret(schema: z.ZodType | undefined): boolean {
  for (let at = schema; at !== undefined; at = (at.def as { innerType?: z.ZodType }).innerType)
    if (at.meta()?.['secret'] === true) return true;
  return false;
}
