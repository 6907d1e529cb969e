import { createHash } from 'node:crypto';
import { nodeKinds } from '#libs/catalog/node-kinds/defs';
import type { WorkflowProblem } from '#libs/contracts';
import { inspectTemplate } from '#libs/expressions';
import { canonical, validate, type Definition, type Kinds } from '#libs/workflow';

/** The catalogue by kind id, as the graph knows it. */
export const kinds: Kinds = nodeKinds;

/** Every problem of a definition, node by node; also of one that is not even shaped like a definition. */
export const problemsOf = (definition: unknown): WorkflowProblem[] =>
  validate(definition, { kinds, parseExpression: inspectTemplate });

/** SHA-256 (hex) of the canonical form: equal content has an equal hash, whatever the order of its keys. */
export const contentHash = (definition: Definition): string =>
  createHash('sha256').update(canonical(definition)).digest('hex');
