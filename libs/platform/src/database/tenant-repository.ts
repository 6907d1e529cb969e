import { FindOperator } from 'typeorm';
import type { EntityManager, EntitySchema, FindOptionsWhere, ObjectLiteral, Repository } from 'typeorm';
import { AppError } from '#libs/contracts';
import type { Page, PageQuery } from '#libs/contracts';
import { decodeCursor, encodeCursor } from './cursor.js';
import type { Database, Tx } from './database.port.js';

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
 * Rows of one table, always of one company: every method takes it first.
 * @throws TENANT_MISSING without a company; Error for `undefined` (or anything but values and TypeORM's operators) in a condition.
 */
export class TenantRepository<E extends TenantRow> {
  constructor(
    private readonly db: Pick<Database, 'manager'>,
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
    await this.rows().insert(list.map((row) => ({ ...row, companyId })));
  }

  /** Changes the rows of the condition. @returns how many there were. */
  async update(companyId: string, where: Where<E>, changes: Partial<Omit<E, 'id' | 'companyId'>>): Promise<number> {
    const condition = scoped(companyId, where);
    if ('id' in changes || 'companyId' in changes) throw new Error('Neither id nor company of a row can change');
    const set = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    if (Object.keys(set).length === 0) return this.count(companyId, where);
    return (await this.rows().update(condition, set as never)).affected ?? 0;
  }

  async delete(companyId: string, where: Where<E>): Promise<number> {
    if (Object.keys(where).length === 0) throw new Error('Deleting needs a condition');
    return (await this.rows().delete(scoped(companyId, where))).affected ?? 0;
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
