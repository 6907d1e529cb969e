import { Link } from '@tanstack/react-router';
import { toolRisks, type CustomTool } from '#libs/contracts';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Field, Input, Select } from '../../ui/field.js';
import { ErrorState } from '../../ui/states.js';

export interface ImportSettings {
  prefix: string;
  risk: CustomTool['risk'];
}

/** How imported tools are called and how risky they count, and the button that takes them over. */
export function ImportEnd({
  settings,
  count,
  mutation,
  offBecause,
  onChange,
}: {
  settings: ImportSettings;
  count: number;
  mutation: { isPending: boolean; error: unknown };
  offBecause: string | null;
  onChange(settings: ImportSettings): void;
}) {
  const t = useText();
  const isFit = settings.prefix === '' || /^[a-z][a-z0-9_]{0,29}$/.test(settings.prefix);
  return (
    <div className="grid gap-4 border-t border-line p-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label={t('tools.import.prefix')}
          optional
          hint={t('tools.import.prefix.hint')}
          error={isFit ? undefined : t('tools.wrong.name')}
        >
          {(field) => (
            <Input
              {...field}
              value={settings.prefix}
              className="font-mono text-meta"
              onChange={(event) => onChange({ ...settings, prefix: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('tools.risk')} hint={t('tools.risk.hint')}>
          {(field) => (
            <Select
              {...field}
              value={settings.risk}
              onChange={(event) => onChange({ ...settings, risk: event.target.value as CustomTool['risk'] })}
            >
              {toolRisks.options.map((each) => (
                <option key={each} value={each}>
                  {t(`tools.risk.${each}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      {mutation.error !== null && mutation.error !== undefined && (
        <ErrorState title={t('error.notDone')} error={mutation.error} />
      )}
      <div className="flex justify-end">
        <Button
          look="ink"
          type="submit"
          offBecause={offBecause ?? (count === 0 && t('tools.import.choose'))}
          busy={mutation.isPending && t('tools.importing')}
        >
          {t('tools.import.do', { count })}
        </Button>
      </div>
    </div>
  );
}

/** What became a tool, and what did not and why. */
export function ImportResult({
  result,
}: {
  result: { tools: readonly CustomTool[]; skipped: readonly { name: string; reason: string }[] };
}) {
  const t = useText();
  return (
    <Card title={t('tools.import.done', { count: result.tools.length })}>
      <ul role="status" className="grid gap-1.5 p-4">
        {result.tools.map((tool) => (
          <li key={tool.id}>
            <Link to="/tools/$id" params={{ id: tool.id }} search={{}} className="link font-mono text-meta">
              {tool.name}
            </Link>
          </li>
        ))}
        {result.skipped.map(({ name, reason }) => (
          <li key={name} className="text-meta text-failed">
            <code>{name}</code> {reason}
          </li>
        ))}
      </ul>
    </Card>
  );
}
