import { FindOperator, In } from 'typeorm';
import type { EntityManager, EntitySchema, FindOptionsWhere, ObjectLiteral, Repository } from 'typeorm';
import { AppError } from '#libs/contracts';
import type { Page, PageQuery } from '#libs/contracts';
import { auditRuleOf, type AuditRule } from './audit-rule.js';
import type { RowChange } from './change-recorder.port.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import type { Database, Tx } from './database.port.js';
import { createdRow, deletedRow, isOccasion, updatedRow } from './row-changes.js';

/** Every row of a tenant's table. */
export interface TenantRow extends ObjectLiteral {
  id: string;
  companyId: string;
}

export type Where<E> = FindOptionsWhere<E>;
export type Order<E> = { [K in keyof E & string]?: 'asc' | 'desc' };

export interface FindOptions<E> {
  where?: Where<E>;
  order?: Order<E>;
  /** How many at most; 1000 unless set. */
  limit?: number;
}

export interface PageOptions<E, C extends keyof E & string = keyof E & string> extends PageQuery {
  where?: Where<E>;
  /** The columns that are read; all unless set. */
  columns?: readonly C[];
  /** Column and direction; ties are broken by id in the same direction. Newest id first unless set. Must not hold NULLs. */
  order?: readonly [keyof E & string, 'asc' | 'desc'];
}

/**
 * Rows of one table, always of one company: every method takes it first. Of an audited entity, what is written is told to the audit
 * log in the same commit.
 * @throws TENANT_MISSING without a company; Error for `undefined` (or anything but values and TypeORM's operators) in a condition.
 */
export class TenantRepository<E extends TenantRow> {
  constructor(
    private readonly db: Pick<Database, 'manager' | 'transaction' | 'changes'>,
    private readonly entity: EntitySchema<E>,
    private readonly tx?: Tx,
  ) {}

  /** The same rows inside an open transaction. */
  in(tx: Tx): TenantRepository<E> {
    return new TenantRepository(this.db, this.entity, tx);
  }

  async get(companyId: string, id: string): Promise<E | undefined> {
    return this.findOne(companyId, { id } as Where<E>);
  }

  async findOne(companyId: string, where: Where<E>): Promise<E | undefined>;
  /** Reads these columns alone. */
  async findOne<C extends keyof E & string>(
    companyId: string,
    where: Where<E>,
    columns: readonly C[],
  ): Promise<Pick<E, C> | undefined>;
  async findOne(companyId: string, where: Where<E>, columns?: readonly string[]): Promise<E | undefined> {
    const select = columns && { select: Object.fromEntries(columns.map((name) => [name, true])) as never };
    return (await this.rows().findOne({ where: scoped(companyId, where), ...select })) ?? undefined;
  }

  async find(companyId: string, { where, order, limit = 1000 }: FindOptions<E> = {}): Promise<E[]> {
    return this.rows().find({
      where: scoped(companyId, where),
      ...(order ? { order: order as never } : {}),
      take: limit,
    });
  }

  async count(companyId: string, where?: Where<E>): Promise<number> {
    return this.rows().count({ where: scoped(companyId, where) });
  }

  async exists(companyId: string, where: Where<E>): Promise<boolean> {
    return this.rows().exists({ where: scoped(companyId, where) });
  }

  /** Writes a new row, or several in one statement. @throws the driver's error for a key that is taken; see `isDuplicateKey`. */
  async insert(companyId: string, rows: Omit<E, 'companyId'> | readonly Omit<E, 'companyId'>[]): Promise<void> {
    requireCompany(companyId);
    const list = (Array.isArray(rows) ? rows : [rows]) as E[];
    for (const row of list) if (row.companyId !== undefined && row.companyId !== companyId) throw foreign();
    const whole = list.map((row) => ({ ...row, companyId }));
    const rule = this.told();
    if (!rule) return void (await this.rows().insert(whole));
    await this.telling(async (within) => {
      // The driver's own keys end up in what it is given.
      await within.rows().insert(whole.map((row) => ({ ...row })));
      return { result: undefined, changes: whole.map((row) => createdRow(rule, row)) };
    });
  }

  /** Changes the rows of the condition. @returns how many there were. */
  async update(companyId: string, where: Where<E>, changes: Partial<Omit<E, 'id' | 'companyId'>>): Promise<number> {
    const condition = scoped(companyId, where);
    if ('id' in changes || 'companyId' in changes) throw new Error('Neither id nor company of a row can change');
    const set = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    if (Object.keys(set).length === 0) return this.count(companyId, where);
    const rule = this.told();
    if (!rule || !isOccasion(rule, set)) return (await this.rows().update(condition, set as never)).affected ?? 0;
    return this.telling(async (within) => {
      const rows = await within.locked(condition);
      const changes = rows.flatMap((row) => updatedRow(rule, row, set) ?? []);
      return { result: await within.onThese(rows, (these) => within.rows().update(these, set as never)), changes };
    });
  }

  async delete(companyId: string, where: Where<E>): Promise<number> {
    if (Object.keys(where).length === 0) throw new Error('Deleting needs a condition');
    const condition = scoped(companyId, where);
    const rule = this.told();
    if (!rule) return (await this.rows().delete(condition)).affected ?? 0;
    return this.telling(async (within) => {
      const rows = await within.locked(condition);
      const result = await within.onThese(rows, (these) => within.rows().delete(these));
      return { result, changes: rows.map((row) => deletedRow(rule, row)) };
    });
  }

  /** One page after the cursor. A row that changes its place meanwhile is seen once, twice or not, the others exactly once. */
  async page<C extends keyof E & string = keyof E & string>(
    companyId: string,
    { where, order, columns, limit, cursor }: PageOptions<E, C>,
  ): Promise<Page<Pick<E, C | 'id'>>> {
    const [by, direction] = order ?? (['id', 'desc'] as const);
    const query = this.rows()
      .createQueryBuilder('r')
      .select(columns ? [...new Set<string>([...columns, by, 'id'])].map((name) => `r.${name}`) : ['r'])
      .where(scoped(companyId, where))
      .orderBy(`r.${by}`, direction === 'asc' ? 'ASC' : 'DESC')
      .take(limit + 1);
    if (by !== 'id') query.addOrderBy('r.id', direction === 'asc' ? 'ASC' : 'DESC');
    const name = `${by} ${direction}`;
    if (cursor) {
      const [value, id] = decodeCursor(name, cursor, 2);
      const beyond = direction === 'asc' ? '>' : '<';
      // The first half looks redundant and lets an index begin at the place instead of at the start.
      query.andWhere(`r.${by} ${beyond}= :value AND (r.${by} ${beyond} :value OR r.id ${beyond} :id)`, { value, id });
    }
    const rows = await query.getMany();
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    return {
      items,
      nextCursor: rows.length > limit && last ? encodeCursor(name, [last[by], last.id]) : null,
    };
  }

  /** How the audit log tells of these rows, where somebody listens. */
  private told(): AuditRule | undefined {
    return this.db.changes && auditRuleOf(this.entity);
  }

  /** Writes in the open transaction, or in one of its own, and tells in it what changed. */
  private async telling<R>(
    write: (within: TenantRepository<E>) => Promise<{ result: R; changes: readonly RowChange[] }>,
  ): Promise<R> {
    const inside = async (tx: Tx): Promise<R> => {
      const { result, changes } = await write(this.tx ? this : new TenantRepository(this.db, this.entity, tx));
      if (changes.length > 0) this.db.changes?.record(tx, changes);
      return result;
    };
    return this.tx ? inside(this.tx) : this.db.transaction(inside);
  }

  /** The rows as they are, and stay until the commit. */
  private locked(where: Where<E>): Promise<E[]> {
    const lock = this.tx?.dialect === 'mysql' ? { lock: { mode: 'pessimistic_write' as const } } : {};
    return this.rows().find({ where, ...lock });
  }

  /** Only on what was read before, or something would change untold. */
  private async onThese(
    rows: readonly E[],
    write: (these: Where<E>) => Promise<{ affected?: number | null }>,
  ): Promise<number> {
    if (rows.length === 0) return 0;
    const { companyId } = rows[0]!;
    return (await write({ companyId, id: In(rows.map(({ id }) => id)) } as Where<E>)).affected ?? 0;
  }

  private rows(): Repository<E> {
    const manager: EntityManager = this.tx ? this.tx.manager : this.db.manager;
    return manager.getRepository(this.entity);
  }
}

const foreign = () => new AppError('TENANT_MISSING', { detail: 'A row of another company was refused' });

function requireCompany(companyId: string): void {
  if (typeof companyId !== 'string' || companyId === '') throw new AppError('TENANT_MISSING');
}

/** The condition, narrowed to the company. */
function scoped<E extends TenantRow>(companyId: string, where: Where<E> = {}): Where<E> {
  requireCompany(companyId);
  const given = (where as Partial<TenantRow>).companyId;
  if (given !== undefined && given !== companyId) throw foreign();
  for (const [name, value] of Object.entries(where)) {
    if (value instanceof FindOperator || ['string', 'number', 'boolean'].includes(typeof value)) continue;
    throw new Error(`Condition on ${name} is ${value === null ? 'null; use IsNull()' : typeof value}`);
  }
  return { ...where, companyId };
}
