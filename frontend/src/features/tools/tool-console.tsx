import { Link } from '@tanstack/react-router';
import { Clock, Play, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { startJob, testTool, type Tool } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { ApiProblem } from '../../app/problem.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { ErrorState, Note } from '../../ui/states.js';
import { shortId } from '../../ui/values.js';
import { ConsoleInput } from './console-input.js';
import { ConsoleResults, type Attempt } from './console-results.js';
import { useConsoleInput } from './use-console-input.js';

/** Calls a tool with values of one's own: really, with its result, its time and what went wrong. */
export function ToolConsole({ tool }: { tool: Tool }) {
  const t = useText();
  const may = useMay('tools:run');
  const input = useConsoleInput(tool);
  const [attempts, setAttempts] = useState<Attempt[]>([]);
  const keep = (attempt: Attempt) => setAttempts((before) => [attempt, ...before].slice(0, 20));
  const run = useAct({
    async run(value: unknown) {
      const began = Date.now();
      try {
        const { output, ms } = await call(testTool, { params: { id: tool.id }, body: { input: value } });
        keep({ at: began, input: value, ms, output });
      } catch (error) {
        keep({ at: began, input: value, ms: Date.now() - began, error });
        throw error;
      }
    },
    changes: [],
    quiet: true,
  });
  const background = useAct({
    run: (value: unknown) => call(startJob, { params: { id: tool.id }, body: { input: value } }),
    changes: [['jobs']],
    quiet: true,
  });
  const off = may.why ?? (tool.status === 'review' && t('tools.try.review'));
  const ask = (how: typeof run | typeof background) => {
    const value = input.read();
    if (value === undefined) return;
    (how === run ? background : run).reset();
    how.mutate(value.input);
  };
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <Card title={t('tools.try.input')}>
        <form
          noValidate
          className="grid gap-4 p-4"
          onSubmit={(event) => {
            event.preventDefault();
            if (!off) ask(run);
          }}
        >
          {tool.effect === 'effectful' && (
            <Note
              tone="waiting"
              icon={<TriangleAlert aria-hidden className="size-4 text-waiting-solid" strokeWidth={1.75} />}
            >
              {t('tools.try.effect')}
            </Note>
          )}
          <ConsoleInput input={input} refused={refusedFields(run.error ?? background.error)} />
          <div className="flex flex-wrap gap-2">
            <Button
              look="ink"
              icon={Play}
              type="submit"
              offBecause={off}
              busy={run.isPending && t('tools.try.running')}
            >
              {t('tools.try.run')}
            </Button>
            <Button
              icon={Clock}
              offBecause={off}
              busy={background.isPending && t('tools.try.starting')}
              onClick={() => ask(background)}
            >
              {t('tools.try.background')}
            </Button>
          </div>
          {background.error && <ErrorState title={t('error.notDone')} error={background.error} />}
          {background.data && (
            <p role="status">
              {t('tools.try.started')}{' '}
              <Link to="/administration/jobs" search={{ job: background.data.id }} className="link">
                {t('jobs.one', { id: shortId(background.data.id) })}
              </Link>
            </p>
          )}
        </form>
      </Card>
      <ConsoleResults attempts={attempts} outside={tool.outside} onAgain={(attempt) => input.write(attempt.input)} />
    </div>
  );
}

/** What the tool's schema says about single fields of the input. */
function refusedFields(error: unknown): Record<string, string> {
  if (!ApiProblem.is(error, 'TOOL_INPUT_INVALID')) return {};
  return Object.fromEntries(
    error.issues.map(({ path, message }) => [path.replace(/^(body\.)?input\.?/, '').split(/[.[]/)[0] ?? '', message]),
  );
}
