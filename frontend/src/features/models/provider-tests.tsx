import type { AiProviderTest } from '#libs/contracts';
import { useFormat, useText } from '../../text/text.js';
import { Verdict } from '../../ui/facts.js';
import { Time } from '../../ui/values.js';

/** What one tiny call told: whether it was answered, and whether the model can call tools. */
export function TestResult({ test }: { test: AiProviderTest | null }) {
  const t = useText();
  const format = useFormat();
  if (!test) return <span className="text-fg-3">{t('providers.test.never')}</span>;
  if (!test.ok)
    return (
      <span>
        <Verdict tone="bad">{t('providers.test.failed')}</Verdict>{' '}
        <span className="text-fg-2">{test.failure?.message ?? test.failure?.code}</span>
      </span>
    );
  return (
    <span>
      <Verdict tone="good">{t('providers.test.ok', { time: format.duration(test.ms) })}</Verdict>{' '}
      <span className="text-fg-2">
        {t(
          test.tools === null
            ? 'providers.test.toolsUnknown'
            : test.tools
              ? 'providers.test.tools'
              : 'providers.test.noTools',
        )}
      </span>
    </span>
  );
}

/** The same, with model and time, as it stands on the provider's own page. */
export function TestReport({ test }: { test: AiProviderTest | null }) {
  return (
    <p className="min-w-0">
      <TestResult test={test} />
      {test && (
        <span className="mt-0.5 block text-meta text-fg-3">
          <span className="font-mono">{test.model}</span> · <Time at={test.at} />
        </span>
      )}
    </p>
  );
}
