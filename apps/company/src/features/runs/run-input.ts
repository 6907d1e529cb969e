import { Ajv, type ValidateFunction } from 'ajv';
import { AppError } from '#libs/contracts';

const checks = new WeakMap<object, ValidateFunction>();

/** @throws RUN_INPUT_INVALID naming each field, as `input.messages[3].from` */
export function assertInputFits(schema: Record<string, unknown> | undefined, input: unknown): void {
  if (schema === undefined) return;
  const check = checks.get(schema) ?? compile(schema);
  if (check(input ?? {})) return;
  const issues = (check.errors ?? []).slice(0, 100).map(({ instancePath, message, params }) => ({
    path: `input${pathText(instancePath)}${'missingProperty' in params ? `.${String(params['missingProperty'])}` : ''}`,
    message: 'missingProperty' in params ? 'is required' : (message ?? 'does not fit'),
  }));
  throw new AppError('RUN_INPUT_INVALID', { detail: `${issues[0]!.path}: ${issues[0]!.message}`, issues });
}

/** `/messages/3/from` → `.messages[3].from` */
const pathText = (pointer: string): string =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part.replaceAll('~1', '/').replaceAll('~0', '~')}`))
    .join('');

function compile(schema: Record<string, unknown>): ValidateFunction {
  const check = new Ajv({ allErrors: true, strict: false }).compile(schema);
  checks.set(schema, check);
  return check;
}
