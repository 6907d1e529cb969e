import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { updateAgent, type Agent } from '#libs/contracts';
import { useAct } from '../../../app/act.js';
import { call } from '../../../app/call.js';
import { useMay } from '../../../app/may.js';
import { ApiProblem } from '../../../app/problem.js';
import { same } from '../../../forms/same.js';
import { useText } from '../../../text/text.js';
import { Button } from '../../../ui/button.js';
import { useReason } from '../../../ui/states.js';
import {
  bodyOf,
  draftOf,
  issuesByField,
  modelRefusal,
  type AgentBody,
  type AgentDraft,
  type Problems,
} from './agent-draft.js';
import { BasicsSection } from './basics-section.js';
import { ColleaguesSection } from './colleagues-section.js';
import { problemsOf } from './draft-problems.js';
import { GuardSection } from './guard-section.js';
import { KnowledgeSection } from './knowledge-section.js';
import { LeaveGuard } from './leave-guard.js';
import { ApprovalsSection, LimitsSection, MemorySection } from './limits-section.js';
import { ModelSection } from './model-section.js';
import { ToolsSection } from './tools-section.js';

/** Everything that one can say about an agent. Saving makes the next version, under the tag of the one that was loaded. */
export function AgentEditor({ agent }: { agent: Agent }) {
  const t = useText();
  const queries = useQueryClient();
  const may = useMay('agents:write');
  const [base, setBase] = useState(agent);
  const [draft, setDraft] = useState<AgentDraft>(() => draftOf(agent));
  // Fields that keep their own text begin anew when the whole draft is another one.
  const [round, setRound] = useState(0);
  const [tried, setTried] = useState(false);
  const body = useMemo(() => bodyOf(draft), [draft]);
  const dirty = !same(body, bodyOf(draftOf(base)));
  const begin = (from: Agent) => {
    setBase(from);
    setDraft(draftOf(from));
    setRound((n) => n + 1);
    setTried(false);
  };
  // A newer version (rolled back, or saved by somebody else) is shown at once where nothing typed would be lost.
  if (agent.version > base.version && !dirty) begin(agent);
  const save = useAct({
    run: (changes: AgentBody) =>
      call(updateAgent, { params: { id: agent.id }, headers: { 'if-match': base.etag }, body: changes }),
    done: (saved) => t('agents.saved', { version: saved.version }),
    changes: [['agents'], ['agent', agent.id]],
    quiet: true,
    onDone(saved) {
      queries.setQueryData(['agent', agent.id], saved);
      begin(saved);
    },
  });
  const own = useMemo(() => (tried ? problemsOf(body, t) : {}), [tried, body, t]);
  const problems = { ...serverProblems(save.error), ...own };
  const section = {
    draft,
    problems,
    change(part: Partial<AgentDraft>) {
      setDraft((before) => ({ ...before, ...part }));
      // What the server refused may be right now; that somebody else was faster stays true.
      if (save.error && !ApiProblem.is(save.error, 'PRECONDITION_FAILED')) save.reset();
    },
  };
  // A long form: the field that is wrong may be out of sight.
  const form = useRef<HTMLFormElement>(null);
  const showWrong = () => setTimeout(() => form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus(), 50);
  return (
    <form
      ref={form}
      noValidate
      className="flex min-h-full flex-col"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (Object.keys(problemsOf(body, t)).length === 0) save.mutate(body, { onError: showWrong });
        else showWrong();
      }}
    >
      <fieldset disabled={!may.ok} className="mx-auto grid w-full max-w-200 min-w-0 flex-1 gap-4 px-4 py-6 sm:px-8">
        <BasicsSection {...section} />
        <ModelSection {...section} />
        <ToolsSection {...section} />
        <KnowledgeSection {...section} />
        <ColleaguesSection {...section} self={agent.id} />
        <LimitsSection {...section} />
        <ApprovalsSection {...section} />
        <GuardSection key={round} {...section} />
        <MemorySection {...section} />
      </fieldset>
      <SaveStrip
        dirty={dirty}
        why={may.why}
        wrong={Object.keys(problems).filter((path) => path !== '').length}
        error={save.error}
        saving={save.isPending}
        onReset={() => {
          begin(base);
          save.reset();
        }}
        onKeepMine={() => {
          // What is typed stays; only the tag under which it is saved becomes the newest one.
          setBase(queries.getQueryData<Agent>(['agent', agent.id]) ?? base);
          save.reset();
        }}
      />
      <LeaveGuard dirty={dirty && may.ok} />
    </form>
  );
}

/** What the server refused, at the field that it is about. */
function serverProblems(error: unknown): Problems {
  const model = modelRefusal(error);
  return { ...issuesByField(error), ...(model === undefined ? {} : { model }) };
}

function SaveStrip({
  dirty,
  why,
  wrong,
  error,
  saving,
  onReset,
  onKeepMine,
}: {
  dirty: boolean;
  why: string | null;
  /** How many fields say what is wrong with them. */
  wrong: number;
  error: unknown;
  saving: boolean;
  onReset(): void;
  onKeepMine(): void;
}) {
  const t = useText();
  const reason = useReason(error);
  const conflict = ApiProblem.is(error, 'PRECONDITION_FAILED');
  const words = conflict ? t('agents.conflict') : wrong > 0 ? t('agents.wrong', { count: wrong }) : error ? reason : '';
  return (
    <div className="sticky bottom-0 border-t border-line bg-surface">
      <div className="mx-auto flex w-full max-w-200 flex-wrap items-center gap-2 px-4 py-2.5 sm:px-8">
        {words ? (
          <p role="alert" className="min-w-0 flex-1 text-failed">
            {words}
          </p>
        ) : (
          <p className="min-w-0 flex-1 text-fg-3 max-sm:sr-only">{t(dirty ? 'agents.unsaved' : 'agents.everySave')}</p>
        )}
        {conflict && (
          <Button size="sm" onClick={onKeepMine}>
            {t('agents.conflict.keep')}
          </Button>
        )}
        <span className="ml-auto flex gap-2">
          {dirty && <Button onClick={onReset}>{t('save.reset')}</Button>}
          <Button
            look="ink"
            type="submit"
            busy={saving && t('save.saving')}
            offBecause={why ?? (!dirty && t('save.nothing'))}
          >
            {t('save.do')}
          </Button>
        </span>
      </div>
    </div>
  );
}
