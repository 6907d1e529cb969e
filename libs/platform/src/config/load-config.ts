import { readFileSync } from 'node:fs';
import type { ConfigOf, ConfigSlice, Variable, Variables } from './config-slice.js';

/** The configuration is wrong; the message names each variable and what it should be, never a secret's value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** As it is at this moment, for whoever reads a slice of it again later. */
export const environmentNow = (): Environment => ({ ...process.env });

type Environment = Readonly<Record<string, string | undefined>>;
type Loaded<S extends Record<string, ConfigSlice>> = {
  readonly [K in keyof S]: S[K] extends ConfigSlice<infer V extends Variables> ? ConfigOf<V> : never;
};

/**
 * Reads slices from the environment, once at boot. An empty variable counts as absent.
 * `const { server, storage } = loadConfig({ server: serverConfig, storage: storageConfig })`
 * @throws ConfigError with every wrong variable.
 */
export function loadConfig<S extends Record<string, ConfigSlice>>(
  wanted: S,
  environment: Environment = process.env,
): Loaded<S> {
  const problems: string[] = [];
  const read = ({ variables }: ConfigSlice) =>
    Object.freeze(
      Object.fromEntries(
        Object.entries(variables).map(([property, each]) => [property, valueOf(each, environment, problems)]),
      ),
    );
  const loaded = Object.fromEntries(Object.entries(wanted).map(([name, slice]) => [name, read(slice)]));
  if (problems.length > 0)
    throw new ConfigError(`The configuration has problems:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  return loaded as Loaded<S>;
}

function valueOf(
  { name, schema, secret, file }: Variable<unknown>,
  environment: Environment,
  problems: string[],
): unknown {
  let text: string | undefined = environment[name] || undefined;
  const path = file ? environment[`${name}_FILE`] || undefined : undefined;
  if (text !== undefined && path !== undefined)
    problems.push(`${name} and ${name}_FILE are both set; give one of them`);
  if (text === undefined && path !== undefined) {
    try {
      text = readFileSync(path, 'utf8').trim();
    } catch (error) {
      problems.push(`${name}_FILE: cannot be read: ${(error as Error).message}`);
      return undefined;
    }
  }
  const parsed = schema.safeParse(text);
  if (parsed.success) return parsed.data;
  const expected = parsed.error.issues.map(({ message }) => message).join('; ');
  problems.push(
    text === undefined
      ? `${name} is required`
      : secret
        ? `${name}: ${expected}`
        : `${name}: ${expected} (given: ${JSON.stringify(text.slice(0, 100))})`,
  );
  return undefined;
}
