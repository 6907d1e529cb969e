import { useQueryClient } from '@tanstack/react-query';
import { rollBackAgent, type Agent } from '#libs/contracts';
import { useAct } from '../../../app/act.js';
import { call } from '../../../app/call.js';
import { useText } from '../../../text/text.js';
import { Confirm } from '../../../ui/confirm.js';

/** Makes an earlier version the newest one again. */
export function RollBack({ agent, version, onClose }: { agent: Agent; version: number; onClose(): void }) {
  const t = useText();
  const queries = useQueryClient();
  const act = useAct({
    run: () =>
      call(rollBackAgent, { params: { id: agent.id }, headers: { 'if-match': agent.etag }, body: { version } }),
    done: (made) => t('agents.versions.rolledBack', { version, made: made.version }),
    changes: [['agents'], ['agent', agent.id]],
    quiet: true,
    onDone(made) {
      queries.setQueryData(['agent', agent.id], made);
      onClose();
    },
  });
  return (
    <Confirm
      title={t('agents.versions.rollBack.title', { version })}
      help={t('agents.versions.rollBack.help', { next: agent.version + 1 })}
      act={t('agents.versions.rollBack')}
      acting={t('save.saving')}
      danger={false}
      mutation={act}
      onClose={onClose}
    />
  );
}
