/** One thing that is wrong with a definition. Only those of severity `error` keep it from being published. */
export interface Problem {
  /** Id of the node it belongs to. */
  node?: string;
  /** As in the definition: `nodes[2].config.labels`. Empty: the whole. */
  path: string;
  code: ProblemCode;
  message: string;
  severity: 'error' | 'warning';
}

export type ProblemCode =
  | 'SCHEMA'
  | 'TOO_DEEP'
  | 'DUPLICATE_ID'
  | 'RESERVED_ID'
  | 'UNKNOWN_KIND'
  | 'CONFIG_INVALID'
  | 'EXPRESSION_INVALID'
  | 'UNKNOWN_NAME'
  | 'UNKNOWN_STEP'
  | 'UNKNOWN_STEP_FIELD'
  | 'STEP_NOT_UPSTREAM'
  | 'STEP_KNOWN_LATE'
  | 'STEP_MAY_BE_SKIPPED'
  | 'UNKNOWN_FIELD'
  | 'TYPE_MISMATCH'
  | 'UNKNOWN_NODE'
  | 'UNKNOWN_PORT'
  | 'DUPLICATE_EDGE'
  | 'EDGE_INTO_TRIGGER'
  | 'EDGE_CROSSES_SCOPE'
  | 'PARENT_UNKNOWN'
  | 'PARENT_NOT_SCOPE'
  | 'PARENT_CYCLE'
  | 'SCOPE_EMPTY'
  | 'TRIGGER_MISSING'
  | 'TRIGGER_IN_SCOPE'
  | 'DUPLICATE_TRIGGER'
  | 'CYCLE'
  | 'UNREACHABLE'
  | 'QUORUM_UNREACHABLE'
  | 'ERROR_PORT_UNUSED';

/** `['nodes', 2, 'config']` as `nodes[2].config`. */
export const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`),
    '',
  );
