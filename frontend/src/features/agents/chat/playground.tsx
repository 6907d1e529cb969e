import { useNavigate, useSearch } from '@tanstack/react-router';
import { ChevronLeft } from 'lucide-react';
import type { Agent } from '#libs/contracts';
import { usePhone } from '../../../app/media.js';
import { useText } from '../../../text/text.js';
import { IconButton } from '../../../ui/button.js';
import { ChatPane } from './chat-pane.js';
import { ConversationList } from './conversation-list.js';

/** A place to talk to an agent: its conversations, and the open one beside them. On a phone one of the two. */
export function Playground({ agent }: { agent: Agent }) {
  const t = useText();
  const phone = usePhone();
  const navigate = useNavigate();
  const { conversation } = useSearch({ from: '/shell/agents/$id' });
  const go = (next: string | undefined) =>
    void navigate({
      to: '/agents/$id',
      params: { id: agent.id },
      search: { tab: 'playground', conversation: next as typeof conversation },
      replace: true,
    });
  const chosen = conversation === undefined || conversation === 'new' ? null : conversation;
  const list = <ConversationList agent={agent} chosen={chosen} onNew={() => go('new')} onGone={() => go(undefined)} />;
  const chat = <ChatPane agent={agent} conversationId={chosen} onBegun={go} />;
  if (phone)
    return conversation === undefined ? (
      <div className="min-w-0 flex-1">{list}</div>
    ) : (
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <div className="flex h-11 shrink-0 items-center border-b border-line px-1">
          <IconButton icon={ChevronLeft} label={t('do.back')} onClick={() => go(undefined)} />
          <span className="font-medium">{t('chat.conversations')}</span>
        </div>
        {chat}
      </div>
    );
  return (
    <>
      <div className="w-56 shrink-0 border-r border-line max-lg:w-48">{list}</div>
      {chat}
    </>
  );
}
