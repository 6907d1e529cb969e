import type { EntitySchema, ObjectLiteral } from 'typeorm';

/** How the audit log tells of the rows of an entity. */
export interface AuditRule<P extends string = string> {
  /** What a row is: the first half of the action, `credential.created`. */
  noun: string;
  /** The column that names a row to people. */
  label?: P;
  /** Columns with secrets: that they changed is told, not their values. */
  hidden?: readonly P[];
  /** Columns that change by themselves or are kept elsewhere: they are never told, and alone they are no occasion. */
  quiet?: readonly P[];
  /** The verb when this column changes to something: `{ revokedAt: 'revoked' }`. The first that did counts; `updated` unless one does. */
  verbs?: Readonly<Partial<Record<P, string>>>;
}

/** The rule, or why its rows are not told of. */
export type Audited<P extends string = string> = AuditRule<P> | { none: string };

const rules = new WeakMap<object, Audited>();

export const auditAs = (entity: EntitySchema<ObjectLiteral>, audited: Audited): void => void rules.set(entity, audited);

/** What the entity said about itself; undefined: nothing. */
export const auditedAs = (entity: EntitySchema<never>): Audited | undefined => rules.get(entity);

export const auditRuleOf = (entity: object): AuditRule | undefined => {
  const audited = rules.get(entity);
  return audited && 'noun' in audited ? audited : undefined;
};
