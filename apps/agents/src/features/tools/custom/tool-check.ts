import { Injectable } from '@nestjs/common';
import { AppError, type Issue } from '#libs/contracts';
import { ExpressionError, parseTemplate } from '#libs/expressions';
import { compileSchema } from '#libs/platform/json-schema';
import { ToolHttp } from '../capabilities/tool-http.js';
import type { ToolContent } from './custom-tool.entity.js';
import { parseAddress } from './http-address.js';

const mostBytes = 256 * 1024;

/** Whether a tool can be kept: its schemas, its templates, its credential. */
@Injectable()
export class ToolCheck {
  constructor(private readonly http: ToolHttp) {}

  /** @throws TOOL_INVALID naming each field, LIMIT_EXCEEDED, CREDENTIAL_NOT_FOUND, CREDENTIAL_UNFIT */
  async assertFit(companyId: string, content: ToolContent): Promise<void> {
    const bytes = Buffer.byteLength(JSON.stringify(content));
    if (bytes > mostBytes)
      throw new AppError('LIMIT_EXCEEDED', {
        detail: `A tool may have ${mostBytes} bytes, not ${bytes}`,
        limit: 'tool.bytes',
      });
    const issues = issuesOf(content);
    if (issues.length > 0)
      throw new AppError('TOOL_INVALID', {
        detail: issues.map(({ path, message }) => `${path}: ${message}`).join('; '),
        issues,
      });
    const { definition } = content;
    if (definition.kind !== 'code' && definition.credential !== undefined)
      await this.http.assertUsable(companyId, definition.credential);
  }
}

function issuesOf(content: ToolContent): Issue[] {
  const { definition, inputSchema, outputSchema, effect } = content;
  const issues = [...schemaIssues('inputSchema', inputSchema)];
  if (inputSchema['type'] !== 'object') issues.push({ path: 'inputSchema.type', message: 'expected "object"' });
  if (outputSchema) issues.push(...schemaIssues('outputSchema', outputSchema));
  if (definition.kind !== 'http') return issues;
  issues.push(...attempt('definition.url', () => parseAddress(definition.url)));
  const { query, headers, body, output } = definition;
  issues.push(...templateIssues('definition', { query, headers, body, output }, 0));
  if (definition.method === 'GET' && body !== undefined)
    issues.push({ path: 'definition.body', message: 'GET carries no body' });
  if (definition.method === 'POST' && effect === 'pure')
    issues.push({ path: 'effect', message: 'expected idempotent or effectful for a call of the web' });
  return issues;
}

const schemaIssues = (path: string, schema: Record<string, unknown>): Issue[] =>
  attempt(path, () => void compileSchema(schema));

function templateIssues(path: string, value: unknown, depth: number): Issue[] {
  if (typeof value === 'string') return attempt(path, () => void parseTemplate(value));
  if (typeof value !== 'object' || value === null) return [];
  if (depth > 32) return [{ path, message: 'expected at most 32 levels' }];
  return Object.entries(value).flatMap(([name, item]) => templateIssues(`${path}.${name}`, item, depth + 1));
}

function attempt(path: string, work: () => void): Issue[] {
  try {
    work();
    return [];
  } catch (error) {
    if (error instanceof ExpressionError || AppError.is(error)) return [{ path, message: error.message }];
    throw error;
  }
}
