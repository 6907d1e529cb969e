import { AppError } from '#libs/contracts';
import { parseTemplate, type Scope } from '#libs/expressions';

/** Scheme and host stand in front of every expression: whoever fills in values does not choose where they go. */
const literalOrigin = /^https?:\/\/[^/?#\\{}\s@]+([/?#]|$)/i;

/** @throws TOOL_INVALID for an address whose host is not written out, ExpressionError */
export function parseAddress(template: string) {
  const { parts } = parseTemplate(template);
  const first = typeof parts[0] === 'string' ? parts[0] : '';
  const isWhole = parts.length === 1;
  if (!literalOrigin.test(first) || (!isWhole && !/^https?:\/\/[^/?#]+[/?#]/i.test(first)))
    throw new AppError('TOOL_INVALID', {
      detail: 'expected scheme and host written out, such as https://api.example.com/orders/{{ input.id }}',
    });
  if (!URL.canParse(first)) throw new AppError('TOOL_INVALID', { detail: 'expected an address' });
  return parts;
}

/**
 * The address with its values filled in. A value stays within its segment: it is encoded, and may not be one that leads to another folder.
 * @throws TOOL_INPUT_INVALID, ExpressionError
 */
export function fillAddress(template: string, scope: Scope): string {
  const address = parseAddress(template)
    .map((part) => (typeof part === 'string' ? part : encoded(part.evaluate(scope), part.source)))
    .join('');
  const [path = ''] = address.replace(/^https?:\/\/[^/?#]+/i, '').split(/[?#]/);
  if (path.split('/').some((segment) => /^(\.|%2e){1,2}$/i.test(segment)))
    throw new AppError('TOOL_INPUT_INVALID', { detail: 'A value of the address leads to another folder' });
  return address;
}

function encoded(value: unknown, source: string): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return encodeURIComponent(String(value).replace(/\p{Surrogate}/gu, '\uFFFD'));
  throw new AppError('TOOL_INPUT_INVALID', {
    detail: `${source}: expected a text or a number for the address, not ${value === null || value === undefined ? 'nothing' : 'a structure'}`,
  });
}
