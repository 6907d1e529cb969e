/**
 * The column kit: the only words in which tables are described, for entities and for migrations alike. Each means the same on
 * SQLite, MySQL and MariaDB, which their own types do not (TEXT ends at 64 KiB, bigint comes back as text, keys that differ in
 * case collide).
 */
export type ColumnKind = 'id' | 'key' | 'hash' | 'text' | 'json' | 'millis' | 'money' | 'bool' | 'int' | 'serial';

export interface Column<T> {
  readonly kind: ColumnKind;
  /** Longest value in characters, where the kind has one. */
  readonly length?: number;
  readonly isNullable: boolean;
  readonly defaultValue?: string | number | boolean;
  /** May hold NULL. */
  nullable(): Column<T | null>;
  /** Value of rows that name none. */
  default(value: T & (string | number | boolean)): Column<T>;
  /** Carries the type alone. */
  readonly value?: T;
}

export type Columns = Record<string, Column<unknown>>;
/** The row that columns describe: `type Agent = RowOf<typeof agentColumns>`. */
export type RowOf<C extends Columns> = { [K in keyof C]: C[K] extends Column<infer T> ? T : never };

type Facts = Pick<Column<unknown>, 'kind' | 'length' | 'isNullable' | 'defaultValue'>;

const make = <T>(facts: Facts): Column<T> => ({
  ...facts,
  nullable: () => make<T | null>({ ...facts, isNullable: true }),
  default: (value) => make<T>({ ...facts, defaultValue: value }),
});

const word = <T>(kind: ColumnKind, length?: number) =>
  make<T>({ kind, isNullable: false, ...(length ? { length } : {}) });

export const column = {
  /** A TypeID, `run_01h…`. Case counts. */
  id: () => word<string>('id', 64),
  /** A key of ASCII characters (step path, message id, name of a lease). Case counts; 191 characters unless set. */
  key: <T extends string = string>(length = 191) => word<T>('key', length),
  /** A digest in hex or base64url. Case counts. */
  hash: () => word<string>('hash', 128),
  /** Any Unicode text. With a length it can be indexed (up to 700); without, it holds up to 16 MiB. Case counts. */
  text: <T extends string = string>(length?: number) => word<T>('text', length),
  /** Any JSON value, parsed and stringified by the entity; raw statements see its text. Up to 16 MiB. */
  json: <T = unknown>() => word<T>('json'),
  /** Epoch milliseconds. */
  millis: () => word<number>('millis'),
  /** Micro-dollars. */
  money: () => word<number>('money'),
  bool: () => word<boolean>('bool'),
  /** 32 bits, signed. */
  int: () => word<number>('int'),
  /** A number that grows with each insert; the primary key, alone. */
  serial: () => word<number>('serial'),
};

/** `companyId` → `company_id`: properties are camelCase, columns snake_case. */
export const columnName = (property: string): string =>
  property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
