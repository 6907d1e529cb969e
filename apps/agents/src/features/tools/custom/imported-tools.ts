import { AppError, type CustomTool } from '#libs/contracts';

export interface ImportOutcome {
  tools: CustomTool[];
  skipped: { name: string; reason: string }[];
}

/** `GET /orders/{id}` → `get_orders_id`; names of strangers become names that models can call. */
export function importedName(prefix: string | undefined, name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  const whole = prefix === undefined ? words : `${prefix}_${words}`;
  const named = /^[a-z]/.test(whole) ? whole : `tool_${whole}`;
  return named.slice(0, 64).replace(/_+$/, '');
}

/** One after the other. What one of them lacks keeps none of the others. */
export async function keepEach(
  names: readonly string[],
  keep: (name: string) => Promise<CustomTool>,
): Promise<ImportOutcome> {
  const outcome: ImportOutcome = { tools: [], skipped: [] };
  for (const name of names) {
    try {
      outcome.tools.push(await keep(name));
    } catch (error) {
      if (!AppError.is(error) || !skippable.has(error.code)) throw error;
      outcome.skipped.push({ name, reason: error.message });
    }
  }
  return outcome;
}

const skippable: ReadonlySet<string> = new Set(['TOOL_NAME_TAKEN', 'TOOL_NOT_FOUND', 'TOOL_INVALID']);
