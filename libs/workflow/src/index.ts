export * from './definition.js';
export * from './kind.js';
export { arranged, canonical, canonicalJson } from './canonical.js';
export { textsOf } from './check-expressions.js';
export type { ParseExpression, TextReading } from './spot.js';
export { diffDefinitions, editsOf, type Change, type DefinitionDiff, type NodeChange } from './diff.js';
export { applyEdit, EditError, inverseEdit, type Edit } from './edit.js';
export { freeId, mergeDefinitions, type MergeChoice, type MergeConflict, type MergeResult } from './merge.js';
export { namesAt, type NamesAt } from './names-at.js';
export { pathText, type Problem, type ProblemCode } from './problem.js';
export { reservedWords } from './reserved.js';
export { hasErrors, validate, type Surroundings } from './validate.js';
export { definitionOfProcess, goalOf, literalText } from './process-definition.js';
export {
  checkProcess,
  processDocument,
  taskName,
  type ProcessAgent,
  type ProcessDocument,
  type ProcessIssue,
  type ProcessTask,
  type ProcessTool,
} from './process-document.js';
export { configSchema } from './known-types.js';
export { typesOf, type Schema, type TypeName } from './schema-walk.js';
