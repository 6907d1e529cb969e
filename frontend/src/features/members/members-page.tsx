import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { Mail, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { listMembers, removeMember, roles, updateMember, type Member, type Role } from '#libs/contracts';
import { call } from '../../app/call.js';
import { ListBody } from '../../app/list-body.js';
import { usePhone } from '../../app/media.js';
import { useMay } from '../../app/may.js';
import { Page } from '../../app/page.js';
import { useList } from '../../app/queries.js';
import { useSession } from '../../app/session.js';
import { useTitle } from '../../app/title.js';
import { useUrlSearch } from '../../app/url-search.js';
import { useFormat, useText } from '../../text/text.js';
import { Tag } from '../../ui/badge.js';
import { Button, IconButton } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { SearchInput, Select } from '../../ui/field.js';
import { Avatar } from '../../ui/avatar.js';
import { EmptyState, ErrorState } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { toast } from '../../ui/toast.js';
import { Time } from '../../ui/values.js';
import { AddMemberDialog } from './add-member-dialog.js';
import { InviteDialog } from './invite-dialog.js';
import { MemberActions } from './member-actions.js';
import { OpenInvitations } from './open-invitations.js';

/** Who belongs to the company, and what each may do. */
export function MembersPage() {
  const t = useText();
  const format = useFormat();
  const queries = useQueryClient();
  const { search } = useSearch({ from: '/shell/administration/members' });
  const [text, setText] = useUrlSearch(search);
  const [adding, setAdding] = useState(false);
  const [inviting, setInviting] = useState(false);
  const [removing, setRemoving] = useState<Member | null>(null);
  const may = useMay('members:write');
  const list = useList(['members'], listMembers, { query: { search } });
  useTitle(t('members.title'));
  const changed = () => void queries.invalidateQueries({ queryKey: ['members'] });
  const change = useMutation({
    mutationFn: ({ member, role }: { member: Member; role: Role }) =>
      call(updateMember, { params: { id: member.id }, body: { role } }),
    onSuccess: (member, { member: before }) =>
      toast(t('members.roleChanged', { name: member.name, role: t(`role.${member.role}`) }), {
        undo: { label: t('do.undo'), act: () => change.mutate({ member, role: before.role }) },
      }),
    onError: (error) => toast(error.message, { tone: 'error' }),
    onSettled: changed,
  });
  const columns = useColumns(may.ok, (member, role) => change.mutate({ member, role }), setRemoving);
  return (
    <Page
      title={t('members.title')}
      aside={list.items && !list.more.more && !search ? format.number(list.items.length) : undefined}
      actions={
        <>
          <Button icon={Plus} offBecause={may.why} onClick={() => setAdding(true)}>
            {t('members.add')}
          </Button>
          <Button look="ink" icon={Mail} offBecause={may.why} onClick={() => setInviting(true)}>
            {t('members.invite')}
          </Button>
        </>
      }
    >
      {may.ok && <OpenInvitations />}
      <SearchInput
        label={t('members.search')}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="mb-3 sm:max-w-80"
      />
      <ListBody
        list={list}
        failed={t('members.failed')}
        empty={
          <EmptyState
            title={search ? t('members.none', { search }) : t('members.empty')}
            action={search && <Button onClick={() => setText('')}>{t('do.clearFilters')}</Button>}
          />
        }
      >
        {(items) => <Table label={t('members.title')} columns={columns} rows={items} rowKey={(row) => row.id} />}
      </ListBody>
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
      {adding && <AddMemberDialog onClose={() => setAdding(false)} onDone={changed} />}
      {removing && <RemoveDialog member={removing} onClose={() => setRemoving(null)} onDone={changed} />}
    </Page>
  );
}

function useColumns(
  mayWrite: boolean,
  onRole: (member: Member, role: Role) => void,
  onRemove: (member: Member) => void,
): Column<Member>[] {
  const t = useText();
  const session = useSession();
  const me = 'user' in session ? session.user.id : '';
  const phone = usePhone();
  const role = (row: Member) =>
    mayWrite ? (
      <Select
        aria-label={t('members.roleOf', { name: row.name })}
        value={row.role}
        title={t(`role.${row.role}.may`)}
        onChange={(event) => onRole(row, event.target.value as Role)}
        className="h-(--control-sm)"
      >
        {roles.map((role) => (
          <option key={role} value={role}>
            {t(`role.${role}`)}
          </option>
        ))}
      </Select>
    ) : (
      <span title={t(`role.${row.role}.may`)}>{t(`role.${row.role}`)}</span>
    );
  return [
    {
      key: 'name',
      head: t('members.name'),
      cell: (row) => (
        <span className="block min-w-0 max-sm:py-2">
          <span className="flex min-w-0 items-center gap-2.5">
            <Avatar name={row.name} />
            <span className="truncate font-medium">{row.name}</span>
            {row.userId === me && <span className="text-fg-3">{t('members.you')}</span>}
            {row.deactivatedAt !== null && <Tag>{t('members.isDeactivated')}</Tag>}
          </span>
          {/* Beside the name there is no room for it there. */}
          {phone && <span className="mt-1.5 block">{role(row)}</span>}
        </span>
      ),
    },
    {
      key: 'email',
      head: t('members.email'),
      hide: 'phone',
      cell: (row) => <span className="text-fg-2">{row.email}</span>,
    },
    ...(phone ? [] : [{ key: 'role', head: t('members.role'), width: 'w-36', cell: role }]),
    {
      key: 'since',
      head: t('members.since'),
      width: 'w-32',
      right: true,
      hide: 'tablet',
      cell: (row) => <Time at={row.createdAt} className="text-fg-2" />,
    },
    ...(mayWrite
      ? [
          {
            key: 'remove',
            head: '',
            width: 'w-buttons-2',
            right: true,
            cell: (row: Member) => (
              <span className="inline-flex gap-1">
                <MemberActions member={row} isSelf={row.userId === me} />
                <IconButton
                  size="sm"
                  icon={Trash2}
                  label={t('members.remove', { name: row.name })}
                  onClick={() => onRemove(row)}
                />
              </span>
            ),
          },
        ]
      : []),
  ];
}

function RemoveDialog({ member, onClose, onDone }: { member: Member; onClose(): void; onDone(): void }) {
  const t = useText();
  const session = useSession();
  const remove = useMutation({
    mutationFn: () => call(removeMember, { params: { id: member.id } }),
    onSuccess() {
      toast(t('members.removed', { name: member.name }));
      onDone();
      onClose();
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('members.remove.title', {
        name: member.name,
        company: 'company' in session ? session.company.name : '',
      })}
      description={t('members.remove.help')}
      actions={
        <>
          <Button onClick={onClose}>{t('members.remove.keep')}</Button>
          <Button look="danger-solid" busy={remove.isPending && t('members.removing')} onClick={() => remove.mutate()}>
            {t('members.remove.do')}
          </Button>
        </>
      }
    >
      {remove.error && <ErrorState title={t('error.title')} error={remove.error} />}
    </Dialog>
  );
}
