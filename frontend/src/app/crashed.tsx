import { useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { useQueryErrorResetBoundary } from '@tanstack/react-query';
import { useText } from '../text/text.js';
import { Button } from '../ui/button.js';
import { ErrorState } from '../ui/states.js';
import { Page } from './page.js';
import { ApiProblem } from './problem.js';

/** A chunk that is no longer on the server: a newer version was deployed since this page was opened. */
const outdated = (error: unknown) =>
  error instanceof Error && /dynamically imported module|Importing a module script failed/i.test(error.message);

/** What a page shows instead of itself when it threw. The rest of the app goes on. */
export function Crashed({ error, reset }: ErrorComponentProps) {
  const t = useText();
  const router = useRouter();
  const queries = useQueryErrorResetBoundary();
  const again = () => {
    queries.reset();
    reset();
    void router.invalidate();
  };
  if (outdated(error))
    return (
      <Page title={t('app.crashed')}>
        <p className="mb-4 text-read text-fg-2">{t('app.newVersion')}</p>
        <Button look="ink" onClick={() => location.reload()}>
          {t('app.reload')}
        </Button>
      </Page>
    );
  const problem = ApiProblem.is(error) || error instanceof TypeError ? error : undefined;
  return (
    <Page title={t('app.crashed')}>
      {!problem && <p className="mb-4 text-read text-fg-2">{t('app.crashed.help')}</p>}
      <ErrorState
        title={t('error.title')}
        error={
          error instanceof TypeError && /fetch|refresh/i.test(error.message) ? new ApiProblem('NETWORK', 0, '') : error
        }
        onRetry={again}
      />
    </Page>
  );
}
