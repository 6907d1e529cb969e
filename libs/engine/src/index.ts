export * from './protocol.js';
export { carry, type Carrying } from './carry.js';
export { compile, type Flow, type FlowEdge, type FlowNode, type FlowScope } from './flow.js';
export { decide } from './decide.js';
export { FlowDecider, engineVersion } from './decider.js';
export { outstanding } from './outstanding.js';
export { retryable, type Retryable } from './retry.js';
export { initialState, runStatus, type ItemsState, type RunState, type ScopeState, type StepState } from './state.js';
export {
  caughtError,
  itemsOf,
  lastItemOf,
  stepView,
  stepViews,
  takenBranches,
  type ItemView,
  type StepView,
} from './view.js';
