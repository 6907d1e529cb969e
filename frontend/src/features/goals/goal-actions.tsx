import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Ellipsis, Pause, Play, RefreshCw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { acceptGoal, deleteGoal, pauseGoal, rejectGoal, resumeGoal, runGoal, type Goal } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { useText } from '../../text/text.js';
import { Button, IconButton } from '../../ui/button.js';
import { Confirm } from '../../ui/confirm.js';
import { Menu, MenuItem } from '../../ui/menu.js';
import { ReplanDialog } from './replan-dialog.js';

/** What can be done with a goal as it is: the one ink button is what it waits for. */
export function GoalActions({ goal }: { goal: Goal }) {
  const t = useText();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const write = useMay('goals:write');
  const run = useMay('goals:run');
  const [dialog, setDialog] = useState<'replan' | 'delete' | null>(null);
  const params = { id: goal.id };
  const changes = [['goals'], ['goal', goal.id], ['workflows']];
  const take = (fresh: Goal) => void queries.setQueryData(['goal', goal.id], fresh);
  const accept = useAct({ run: () => call(acceptGoal, { params }), changes, done: t('goals.accepted'), onDone: take });
  const reject = useAct({ run: () => call(rejectGoal, { params, body: {} }), changes, onDone: take });
  const start = useAct({ run: () => call(runGoal, { params }), changes, done: t('goals.started') });
  const pause = useAct({ run: () => call(pauseGoal, { params }), changes, onDone: take });
  const resume = useAct({ run: () => call(resumeGoal, { params }), changes, onDone: take });
  const remove = useAct({
    run: () => call(deleteGoal, { params }),
    changes,
    quiet: true,
    done: t('goals.deleted'),
    onDone: () => void navigate({ to: '/goals', search: {} }),
  });
  const { status } = goal;
  const isOpen = status === 'planning' || status === 'clarifying' || status === 'planned';
  /** No new plan came of it, and the old one is still there. */
  const isVain = goal.inForce && (status === 'refused' || status === 'failed');
  return (
    <>
      <Menu
        align="end"
        label={t('goals.more')}
        trigger={<IconButton size="sm" icon={Ellipsis} label={t('goals.more')} off={!write.ok} />}
      >
        {status !== 'planning' && status !== 'clarifying' && status !== 'paused' && (
          <MenuItem icon={RefreshCw} onSelect={() => setDialog('replan')}>
            {t('goals.replan')}
          </MenuItem>
        )}
        <MenuItem icon={Trash2} danger onSelect={() => setDialog('delete')}>
          {t('goals.delete')}
        </MenuItem>
      </Menu>
      {(isOpen || isVain) && (
        <Button
          size="sm"
          offBecause={write.why}
          busy={reject.isPending && t('goals.rejecting')}
          onClick={() => reject.mutate()}
        >
          {t(isVain ? 'goals.keepOld' : status === 'planned' ? 'goals.reject' : 'goals.stop')}
        </Button>
      )}
      {status === 'planned' && (
        <Button
          size="sm"
          look="ink"
          offBecause={write.why ?? (goal.problems.length > 0 ? t('goals.hasProblems') : null)}
          busy={accept.isPending && t('goals.accepting')}
          onClick={() => accept.mutate()}
        >
          {t('goals.accept')}
        </Button>
      )}
      {status === 'active' && (
        <>
          <Button
            size="sm"
            icon={Pause}
            offBecause={run.why}
            busy={pause.isPending && t('goals.pausing')}
            onClick={() => pause.mutate()}
          >
            {t('goals.pause')}
          </Button>
          <Button
            size="sm"
            look="ink"
            icon={Play}
            offBecause={run.why}
            busy={start.isPending && t('goals.starting')}
            onClick={() => start.mutate()}
          >
            {t('goals.run')}
          </Button>
        </>
      )}
      {status === 'paused' && (
        <Button
          size="sm"
          look="ink"
          icon={Play}
          offBecause={run.why}
          busy={resume.isPending && t('goals.resuming')}
          onClick={() => resume.mutate()}
        >
          {t('goals.resume')}
        </Button>
      )}
      {dialog === 'replan' && <ReplanDialog goal={goal} onClose={() => setDialog(null)} />}
      {dialog === 'delete' && (
        <Confirm
          title={t('goals.delete.title')}
          help={t('goals.delete.help')}
          act={t('goals.delete')}
          acting={t('goals.deleting')}
          mutation={remove}
          onClose={() => setDialog(null)}
        />
      )}
    </>
  );
}
