import { askedUnder, ruleOf, useUsers, type SignInPolicy, type UserAccount } from '@carewright/core';
import Alert from '@mui/material/Alert';
import { useTranslation } from 'react-i18next';

const mostNames = 8;

/** What a change of the rules does to people, before it is saved. */
export function Effect({ before, after }: { before: SignInPolicy; after: SignInPolicy }) {
  const { t } = useTranslation();
  const users = useUsers().data?.users;
  if (!users || before === after) return null;
  const [asked, now] = [askedUnder(before, users), askedUnder(after, users)];
  const newly = now.filter((user) => !asked.includes(user));
  const freed = asked.filter((user) => !now.includes(user));
  const [atOnce, later] = [newly.filter((user) => ruleOf(after, user.role).graceDays === 0), newly.filter((user) => ruleOf(after, user.role).graceDays > 0)];
  return (
    <Alert severity={newly.length > 0 ? 'warning' : 'info'} role="status" data-testid="rules-effect">
      {atOnce.length > 0 ? <div>{t('signInRules.asked', { count: atOnce.length, names: names(atOnce) })}</div> : null}
      {later.length > 0 ? <div>{t('signInRules.askedLater', { count: later.length, names: names(later) })}</div> : null}
      {freed.length > 0 ? <div>{t('signInRules.freed', { count: freed.length, names: names(freed) })}</div> : null}
      {newly.length + freed.length === 0 ? t('signInRules.nobody') : null}
      {newly.length > 0 ? <div>{t('signInRules.goOn')}</div> : null}
    </Alert>
  );
}

function names(users: readonly UserAccount[]): string {
  const shown = users.slice(0, mostNames).map((user) => user.display).join(', ');
  return users.length > mostNames ? `${shown} …` : shown;
}
