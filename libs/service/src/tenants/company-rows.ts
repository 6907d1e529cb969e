import { Inject, Injectable } from '@nestjs/common';
import { AppError, isSecretName } from '#libs/contracts';
import { Database, type SqlValue } from '#libs/platform/database';
import { tenantTables, type OwnedTables, type TenantTable } from './tenant-tables.js';

/** Token of how tables without a company belong to one. */
export const ownedTables = Symbol('owned tables');

/** Rows of one answer, and characters of them. */
const pageRows = 500;
const pageCharacters = 4 * 1024 * 1024;

/** Tables that say nothing to people: what the runner needs to go on, lists of work to do, what can be made again. */
const ofTheMachine =
  /^(durable_(inbox|snapshots|admission)|start_rates|retention_pending|audit_heads|refresh_tokens|oidc_flows|ai_kept_answers|ai_catalogues|ai_model_checks|ai_budget_reservations|digest_items)$/;

/** What is sealed, or the digest of a secret, leaves the platform in no form. */
const isSecretColumn = (name: string): boolean => isSecretName(name) || /^sealed|_hash$|^hash$|secret/.test(name);

/** What the service keeps of a company, as rows to read. */
@Injectable()
export class CompanyRows {
  private known: Promise<readonly TenantTable[]> | undefined;

  constructor(
    private readonly db: Database,
    @Inject(ownedTables) private readonly owned: OwnedTables,
  ) {}

  async tables(): Promise<string[]> {
    return (await this.readable()).map(({ name }) => name).sort();
  }

  /** One page of a table as JSON Lines, in the order of its key. @throws NOT_FOUND for another table */
  async page(companyId: string, name: string, after: string | null): Promise<{ lines: string; next: string | null }> {
    const table = (await this.readable()).find((each) => each.name === name);
    if (!table) throw new AppError('NOT_FOUND', { detail: 'There is no such table' });
    const keys = table.primary.map((key) => `\`${key}\``).join(', ');
    const last = after === null ? [] : (JSON.parse(after) as SqlValue[]);
    const beyond = last.length > 0 ? ` AND (${keys}) > (${last.map(() => '?').join(', ')})` : '';
    const rows = await this.db.query<Record<string, SqlValue>>(
      `SELECT * FROM \`${name}\` WHERE ${table.where}${beyond} ORDER BY ${keys} LIMIT ${pageRows}`,
      [companyId, ...last],
    );
    const taken = withinBound(rows.map((row) => `${JSON.stringify(shown(row))}\n`));
    const end = rows[taken.length - 1];
    const isAll = taken.length === rows.length && rows.length < pageRows;
    return {
      lines: taken.join(''),
      next: isAll || !end ? null : JSON.stringify(table.primary.map((key) => end[key])),
    };
  }

  private async readable(): Promise<readonly TenantTable[]> {
    this.known ??= tenantTables(this.db, this.owned).then(
      ({ tenant }) => tenant.filter(({ name }) => !ofTheMachine.test(name)),
      (error: unknown) => {
        this.known = undefined;
        throw error;
      },
    );
    return this.known;
  }
}

/** As many lines as one answer holds, and at least one. */
function withinBound(lines: string[]): string[] {
  let size = 0;
  return lines.filter((line, index) => (size += line.length) <= pageCharacters || index === 0);
}

/** A row for people: times as such, JSON as what it holds, secrets left out. */
function shown(row: Record<string, SqlValue>): Record<string, unknown> {
  const fields = Object.entries(row).filter(([name]) => !isSecretColumn(name));
  return Object.fromEntries(
    fields.map(([name, value]) => [
      name,
      name.endsWith('_at') && typeof value === 'number' ? new Date(value).toISOString() : withoutSecrets(parsed(value)),
    ]),
  );
}

function parsed(value: SqlValue): unknown {
  if (typeof value !== 'string' || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

/** As `SecretBox` seals, wherever it lies. */
const sealedText = /^v\d+\.[\w-]{40,}$/;

/** Fields whose names say that they are secrets (`{"password": …}` in what a run was given), and whatever is sealed. */
function withoutSecrets(value: unknown): unknown {
  if (typeof value === 'string') return sealedText.test(value) ? '•••' : value;
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      isSecretName(name) && typeof inner === 'string' ? '•••' : withoutSecrets(inner),
    ]),
  );
}
