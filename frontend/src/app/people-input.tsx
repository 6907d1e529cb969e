import { useQuery } from '@tanstack/react-query';
import { listMembers, roles } from '#libs/contracts';
import { useText } from '../text/text.js';
import { Chips } from '../ui/chips.js';
import { call } from './call.js';

/** `role:operator`, `user:<id>` or an address, in the words of the reader. */
export function usePeople(): { word(name: string): string; options: { value: string; label: string }[] } {
  const t = useText();
  const members = useQuery({
    queryKey: ['members', 'all'],
    queryFn: ({ signal }) => call(listMembers, { query: { limit: 200 }, signal }),
    staleTime: 60_000,
  });
  const people = members.data?.items ?? [];
  const word = (text: string) => {
    const role = roles.find((each) => text === `role:${each}`);
    if (role) return t('panel.assignee.role', { role: t(`role.${role}`) });
    return people.find(({ userId }) => text === `user:${userId}`)?.name ?? text;
  };
  const options = [
    ...roles.map((role) => ({ value: `role:${role}`, label: word(`role:${role}`) })),
    ...people
      .filter(({ deactivatedAt }) => deactivatedAt === null)
      .map(({ userId, name, email }) => ({ value: `user:${userId}`, label: `${name}, ${email}` })),
  ];
  return { word, options };
}

/** Roles and members, or any address, as chips. */
export function PeopleInput({
  items,
  onChange,
  ...link
}: {
  id: string;
  label?: string;
  describedBy?: string | undefined;
  items: readonly unknown[];
  onChange(items: unknown[]): void;
}) {
  const t = useText();
  const { word, options } = usePeople();
  return (
    <Chips
      {...link}
      items={items}
      wordOf={word}
      options={options}
      placeholder={t('panel.assignees.add')}
      onChange={onChange}
    />
  );
}
