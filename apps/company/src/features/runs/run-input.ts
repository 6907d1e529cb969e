import { AppError } from '#libs/contracts';
import { compileSchema, type JsonSchema } from '#libs/platform/json-schema';

/** @throws RUN_INPUT_INVALID naming each field, as `input.messages[3].from` */
export function assertInputFits(schema: JsonSchema | undefined, input: unknown, name = 'input'): void {
  if (schema === undefined) return;
  const issues = compileSchema(schema)(input ?? {}, name);
  if (issues[0]) throw new AppError('RUN_INPUT_INVALID', { detail: `${issues[0].path}: ${issues[0].message}`, issues });
}
