import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Archive, CopyPlus, Ellipsis } from 'lucide-react';
import { useState } from 'react';
import { activateAgent, cloneAgent, retireAgent, type Agent } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { useText } from '../../text/text.js';
import { Button, IconButton } from '../../ui/button.js';
import { Confirm } from '../../ui/confirm.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Input } from '../../ui/field.js';
import { Menu, MenuItem } from '../../ui/menu.js';
import { ErrorState } from '../../ui/states.js';
import { issuesByField } from './editor/agent-draft.js';

/** What is done with an agent as a whole: let it take tasks, end that, make another one of it. */
export function AgentActions({ agent }: { agent: Agent }) {
  const t = useText();
  const queries = useQueryClient();
  const may = useMay('agents:write');
  const [dialog, setDialog] = useState<'retire' | 'clone' | null>(null);
  const changes = [['agents'], ['agent', agent.id]];
  const take = (fresh: Agent) => void queries.setQueryData(['agent', agent.id], fresh);
  const activate = useActivate(agent);
  const retire = useAct({
    run: () => call(retireAgent, { params: { id: agent.id }, body: {} }),
    done: t('agents.retired', { name: agent.name }),
    changes,
    quiet: true,
    onDone(fresh) {
      take(fresh);
      setDialog(null);
    },
  });
  return (
    <>
      <Menu
        align="end"
        label={t('agents.more')}
        trigger={<IconButton size="sm" icon={Ellipsis} label={t('agents.more')} off={!may.ok} />}
      >
        <MenuItem icon={CopyPlus} onSelect={() => setDialog('clone')}>
          {t('agents.clone')}
        </MenuItem>
        {agent.status === 'active' && (
          <MenuItem icon={Archive} danger onSelect={() => setDialog('retire')}>
            {t('agents.retire')}
          </MenuItem>
        )}
      </Menu>
      {agent.status !== 'active' && (
        <Button
          size="sm"
          look="ink"
          offBecause={may.why}
          busy={activate.isPending && t('agents.activating')}
          onClick={() => activate.mutate()}
        >
          {t('agents.activate')}
        </Button>
      )}
      {dialog === 'retire' && (
        <Confirm
          title={t('agents.retire.title', { name: agent.name })}
          help={t('agents.retire.help')}
          act={t('agents.retire')}
          acting={t('agents.retiring')}
          mutation={retire}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === 'clone' && <CloneDialog agent={agent} onClose={() => setDialog(null)} />}
    </>
  );
}

/** Lets it take tasks. */
export function useActivate(agent: Agent) {
  const t = useText();
  const queries = useQueryClient();
  return useAct({
    run: () => call(activateAgent, { params: { id: agent.id }, body: {} }),
    done: t('agents.activated', { name: agent.name }),
    changes: [['agents'], ['agent', agent.id]],
    onDone: (fresh) => void queries.setQueryData(['agent', agent.id], fresh),
  });
}

function CloneDialog({ agent, onClose }: { agent: Agent; onClose(): void }) {
  const t = useText();
  const navigate = useNavigate();
  const [name, setName] = useState(`${agent.name.slice(0, 94)} copy`);
  const clone = useAct({
    run: () => call(cloneAgent, { params: { id: agent.id }, body: { name: name.trim() } }),
    done: (made) => t('agents.cloned', { name: made.name }),
    changes: [['agents']],
    quiet: true,
    onDone(made) {
      onClose();
      void navigate({ to: '/agents/$id', params: { id: made.id }, search: {} });
    },
  });
  const refused = issuesByField(clone.error)['name'];
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('agents.clone.title', { name: agent.name })}
      description={t('agents.clone.help')}
      actions={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="ink" type="submit" form="clone-agent" busy={clone.isPending && t('agents.creating')}>
            {t('agents.clone')}
          </Button>
        </>
      }
    >
      <form
        id="clone-agent"
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          clone.mutate();
        }}
      >
        <Field label={t('agents.name')} hint={t('agents.name.hint')} error={refused}>
          {(link) => (
            <Input {...link} autoFocus value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
        {clone.error && !refused && <ErrorState title={t('error.notDone')} error={clone.error} />}
      </form>
    </Dialog>
  );
}
