import type { CustomTool, Tool } from '#libs/contracts';
import { fieldsOf, type JsonSchema } from '../../forms/json-schema.js';
import { useFormat, useText } from '../../text/text.js';
import { Card } from '../../ui/card.js';
import { Code } from '../../ui/code.js';
import { CopyText } from '../../ui/copy-text.js';
import { Facts } from '../../ui/facts.js';
import { JsonTree } from '../../ui/json-tree.js';
import { Table, type Column } from '../../ui/table.js';
import { isOwn, RiskWord } from './tool-words.js';

/** What a tool does, takes and gives, and how it is put to use. */
export function ToolDocs({ tool }: { tool: Tool | CustomTool }) {
  const t = useText();
  const format = useFormat();
  const own = isOwn(tool) ? tool : undefined;
  return (
    <div className="grid gap-4">
      <Card title={t('tools.docs.about')}>
        <div className="grid gap-4 p-4">
          <p className="max-w-(--read-max) text-read whitespace-pre-wrap">{tool.description}</p>
          <Facts
            facts={[
              [t('tools.effect'), t(`tools.effect.${tool.effect}.long`)],
              [t('tools.risk'), <RiskWord key="risk" risk={tool.risk} />],
              [t('tools.docs.output'), t(tool.outside ? 'tools.docs.outside' : 'tools.docs.inside')],
              own && [t('tools.timeout'), format.duration(own.timeoutMs)],
              own &&
                own.definition.kind !== 'code' && [
                  t('tools.docs.where'),
                  <code key="where" className="text-meta">
                    {own.definition.kind === 'http' && `${own.definition.method} `}
                    {own.definition.url}
                  </code>,
                ],
              own && [
                t('tools.hash'),
                <code key="hash" className="text-meta break-all">
                  {own.hash}
                </code>,
              ],
            ]}
          />
        </div>
      </Card>
      <SchemaCard title={t('tools.try.input')} schema={tool.inputSchema} />
      <SchemaCard title={t('tools.docs.output')} schema={tool.outputSchema} />
      {own?.definition.kind === 'code' && (
        <Card title={t('tools.code')}>
          <Code label={t('tools.code')} className="m-4">
            {own.definition.code}
          </Code>
        </Card>
      )}
      <Card title={t('tools.docs.use')}>
        <div className="grid gap-4 p-4">
          <CopyText label={t('tools.docs.agent')} text={agentEntry(tool)} />
          <CopyText label={t('tools.docs.api')} text={request(tool)} />
        </div>
      </Card>
    </div>
  );
}

type Row = ReturnType<typeof fieldsOf>[number];

function SchemaCard({ title, schema }: { title: string; schema: Record<string, unknown> }) {
  const t = useText();
  const rows = fieldsOf(schema as JsonSchema);
  const columns: Column<Row>[] = [
    {
      key: 'name',
      head: t('tools.field.name'),
      width: 'w-44',
      cell: (row) => <code className="text-meta font-medium">{row.name}</code>,
    },
    { key: 'type', head: t('tools.field.type'), width: 'w-32', cell: (row) => typeWord(row.schema) },
    {
      key: 'required',
      head: t('tools.field.required'),
      width: 'w-24',
      hide: 'phone',
      cell: (row) => (row.required ? t('tools.yes') : <span className="text-fg-3">–</span>),
    },
    {
      key: 'what',
      head: t('tools.field.what'),
      hide: 'phone',
      cell: (row) => (
        <span className="text-fg-2" title={row.schema.description}>
          {row.schema.description ?? ''}
        </span>
      ),
    },
  ];
  return (
    <Card title={title}>
      {rows.length > 0 ? (
        <Table label={title} columns={columns} rows={rows} rowKey={(row) => row.name} />
      ) : Object.keys(schema).length === 0 ? (
        <p className="p-4 text-fg-3">{t('tools.docs.anything')}</p>
      ) : (
        <JsonTree value={schema} className="m-4 max-h-80" />
      )}
    </Card>
  );
}

const typeWord = ({ type, enum: options }: JsonSchema): string =>
  options ? options.map(String).join(' | ') : Array.isArray(type) ? type.join(' | ') : (type ?? 'any');

const agentEntry = ({ name, effect }: Tool) =>
  JSON.stringify({ tools: [{ name, policy: effect === 'effectful' ? 'ask' : 'allow' }] }, null, 2);

const request = (tool: Tool) => {
  const input = Object.fromEntries(
    fieldsOf(tool.inputSchema as JsonSchema).map(({ name, schema }) => [name, sample(schema)]),
  );
  return [
    `curl -X POST ${location.origin}/api/v1/tools/${tool.id}/test \\`,
    `  -H "authorization: Bearer $AAAS_KEY" -H 'content-type: application/json' \\`,
    `  -d '${JSON.stringify({ input })}'`,
  ].join('\n');
};

const sample = ({ type, default: start, enum: options }: JsonSchema): unknown => {
  if (start !== undefined) return start;
  if (options) return options[0];
  const first = Array.isArray(type) ? type[0] : type;
  return { number: 1, integer: 1, boolean: true, array: [], object: {} }[first ?? ''] ?? '…';
};
