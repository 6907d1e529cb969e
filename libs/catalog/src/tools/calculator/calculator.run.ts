import { AppError } from '#libs/contracts';
import { implementTool } from '../../kit.js';
import { evaluateArithmetic } from './arithmetic.js';
import { calculator } from './calculator.def.js';

export const runCalculator = implementTool(calculator, ({ expression }) => {
  try {
    return { result: evaluateArithmetic(expression) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new AppError('TOOL_INPUT_INVALID', {
      detail: `calculator: ${message}`,
      issues: [{ path: 'expression', message }],
    });
  }
});
