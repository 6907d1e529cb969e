import { Link } from '@tanstack/react-router';
import { CircleCheck, CircleDashed } from 'lucide-react';
import type { ReactNode } from 'react';
import { listWorkflows } from '#libs/contracts';
import { useMay } from '../../app/may.js';
import { useList } from '../../app/queries.js';
import { useSession } from '../../app/session.js';
import { useText } from '../../text/text.js';
import { buttonClass } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { useModels } from '../models/model-input.js';
import { TemplateCards } from '../templates/template-cards.js';
import { useTakeTemplate } from '../templates/use-take-template.js';

/** What a company does before its first run: look at its settings, connect a model or stay with the built-in rules, make a workflow. */
export function FirstSteps() {
  const t = useText();
  const session = useSession();
  const mayCompany = useMay('company:write');
  const mayModels = useMay('ai:admin');
  const models = useModels();
  const workflows = useList(['workflows', 'first'], listWorkflows, { query: { limit: 1 } });
  const take = useTakeTemplate();
  const made = workflows.items?.[0];
  const connected = models.data?.items.find(({ tier, embeddings }) => tier !== 'builtin' && !embeddings);
  return (
    <Card title={t('first.title')}>
      <ol>
        <Step done title={t('first.company', { name: 'company' in session ? session.company.name : '' })}>
          <p className="text-fg-2">{t('first.company.help')}</p>
          {mayCompany.ok && (
            <Link to="/administration/company" className={buttonClass('outline', 'sm')}>
              {t('first.company.do')}
            </Link>
          )}
        </Step>
        <Step done={connected !== undefined} title={t('first.model')}>
          <p className="text-fg-2">
            {connected ? t('first.model.there', { name: connected.title }) : t('first.model.help')}
          </p>
          {mayModels.ok && !connected && (
            <Link to="/administration/providers" className={buttonClass('outline', 'sm')}>
              {t('first.model.do')}
            </Link>
          )}
        </Step>
        <Step done={made !== undefined} title={t('first.workflow')}>
          {made ? (
            <>
              <p className="text-fg-2">{t('first.workflow.there', { name: made.name })}</p>
              <Link to="/workflows/$id" params={{ id: made.id }} className={buttonClass('ink', 'sm')}>
                {t('first.workflow.open')}
              </Link>
            </>
          ) : (
            <>
              <p className="text-fg-2">{t('first.workflow.help')}</p>
              <div className="w-full">
                <TemplateCards off={take.isPending} onTake={(template) => take.mutate({ template })} />
              </div>
              <Link to="/workflows" className="link">
                {t('first.workflow.empty')}
              </Link>
            </>
          )}
        </Step>
      </ol>
    </Card>
  );
}

function Step({ done, title, children }: { done: boolean; title: string; children: ReactNode }) {
  const t = useText();
  const Icon = done ? CircleCheck : CircleDashed;
  return (
    <li className="flex gap-3 border-t border-line p-4 first:border-t-0">
      <Icon
        aria-hidden
        className={done ? 'mt-0.25 size-4.5 shrink-0 text-succeeded-solid' : 'mt-0.25 size-4.5 shrink-0 text-fg-3'}
        strokeWidth={1.75}
      />
      <div className="grid min-w-0 flex-1 justify-items-start gap-2">
        <h3 className="font-medium">
          {title}
          <span className="sr-only">: {t(done ? 'first.done' : 'first.open')}</span>
        </h3>
        {children}
      </div>
    </li>
  );
}
