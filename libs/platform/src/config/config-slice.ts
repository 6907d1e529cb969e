import { type z } from 'zod';

/** One environment variable: where it comes from, what it may be, and how it is explained. */
export interface Variable<T> {
  name: string;
  schema: z.ZodType<T>;
  description: string;
  /** Its value never appears in messages or logs. */
  secret: boolean;
  /** It may also be given as a file, by `<NAME>_FILE`. */
  file: boolean;
}

/** `variable('PORT', z.coerce.number().default(8080), 'Port of the front door')`. The schema reads text; its default is the variable's. */
export const variable = <S extends z.ZodType>(
  name: string,
  schema: S,
  description: string,
  { secret = false, file = false }: { secret?: boolean; file?: boolean } = {},
): Variable<z.output<S>> => ({ name, schema: schema as unknown as z.ZodType<z.output<S>>, description, secret, file });

export type Variables = Record<string, Variable<unknown>>;
export type ConfigOf<V extends Variables> = { readonly [K in keyof V]: V[K] extends Variable<infer T> ? T : never };

/** A part of the configuration that one capability or service owns. Read it with `loadConfig`. */
export interface ConfigSlice<V extends Variables = Variables> {
  readonly name: string;
  readonly variables: V;
}

const slices = new Map<string, ConfigSlice>();

/**
 * Declares a slice. Each variable has one place.
 * @throws Error when another slice has the name or one of the variables.
 */
export function defineConfig<V extends Variables>(name: string, variables: V): ConfigSlice<V> {
  if (slices.has(name)) throw new Error(`Two config slices are called ${name}`);
  for (const slice of slices.values()) {
    const taken = Object.values(slice.variables).find((known) =>
      Object.values(variables).some((other) => other.name === known.name),
    );
    if (taken) throw new Error(`${taken.name} belongs to the config slices ${slice.name} and ${name}`);
  }
  const slice = { name, variables };
  slices.set(name, slice);
  return slice;
}

/** One row of the documentation of the environment. */
export interface VariableFacts {
  slice: string;
  name: string;
  description: string;
  /** As it would be written in the environment; undefined when there is none. */
  default: string | undefined;
  required: boolean;
  secret: boolean;
}

/** Every variable of the slices declared so far, for `.env.example`, the documentation and their tests. `*_FILE` twins have a row of their own. */
export function configSlices(): VariableFacts[] {
  return [...slices.values()].flatMap((slice) =>
    Object.values(slice.variables).flatMap((each) => facts(slice.name, each)),
  );
}

function facts(slice: string, { name, schema, description, secret, file }: Variable<unknown>): VariableFacts[] {
  const absent = schema.safeParse(undefined);
  const value = absent.success && absent.data !== undefined ? absent.data : undefined;
  const fallback = value === undefined ? undefined : Array.isArray(value) ? value.join(',') : String(value);
  const own: VariableFacts = { slice, name, description, default: fallback, required: !absent.success, secret };
  if (!file) return [own];
  return [
    own,
    { ...own, name: `${name}_FILE`, description: `File that holds ${name}`, default: undefined, secret: false },
  ];
}
