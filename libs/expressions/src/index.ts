export { ExpressionError } from './error.js';
export type { Callable } from './fn.js';
export { exampleScope, functionReference, type CallableGroup } from './reference.js';
export { parseExpression, type Expression, type Scope } from './parse.js';
export type { References, StepReference } from './references.js';
export { hasExpression, resolve } from './resolve.js';
export {
  evaluate,
  inspectTemplate,
  parseTemplate,
  splitTemplate,
  type Template,
  type TemplatePart,
  type TemplateReading,
} from './template.js';
export { expressionLimits } from './values.js';
