import { usePolicyCheck, type Policy, type PolicyIssue } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { useId, type ReactNode, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../shell/words';
import { issuesAt } from './rule-edits';

type Translate = ReturnType<typeof useTranslation>['t'];

/** What is wrong, in the reader's language where the app has words for it, with the word that was not understood. */
function issueText(t: Translate, issue: PolicyIssue): string {
  return t(`policyIssue.${issue.code}`, { defaultValue: issue.message, word: /'([^']*)'/.exec(issue.message)?.[1] ?? '' });
}

/** What is wrong with one rule of a policy as it is being written. */
export interface RuleCheck {
  /** At a member of the rule: the words for its field. */
  readonly at: (member: string) => string | undefined;
  readonly rest: readonly string[];
  readonly isGood: boolean;
  readonly error: unknown;
}

/**
 * Asks the server about a rule while it is written.
 * @param policy The policy with the rule in it.
 * @param place Where the rule stands in it.
 * @param members The members that have a field; what is wrong elsewhere is told above the form.
 */
export function useRuleCheck(policy: Policy, place: string, members: readonly string[]): RuleCheck {
  const { t } = useTranslation();
  const check = usePolicyCheck(policy);
  const all = issuesAt(check.issues, place);
  const fields = members.map((member) => issuesAt(check.issues, `${place}.${member}`));
  return {
    at: (member) => { const found = fields[members.indexOf(member)]; return found?.length ? [...new Set(found.map((issue) => issueText(t, issue)))].join(' ') : undefined; },
    rest: [...new Set(all.filter((issue) => !fields.some((field) => field.includes(issue))).map((issue) => issueText(t, issue)))],
    isGood: check.isCurrent && all.length === 0,
    error: check.error,
  };
}

interface RuleDialogProps {
  readonly title: string;
  readonly check: RuleCheck;
  /** Something that only the form knows to be missing. */
  readonly isIncomplete?: boolean;
  readonly onSave: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** The frame of a form for one rule: what is wrong is said while it is written, and it is saved when nothing is. */
export function RuleDialog({ title, check, isIncomplete = false, onSave, onClose, children }: RuleDialogProps) {
  const { t } = useTranslation();
  const id = useId();
  const isGood = check.isGood && !isIncomplete;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isGood) onSave();
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby={id}>
      <form onSubmit={submit} noValidate>
        <DialogTitle id={id}>{title}</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 2, '&.MuiDialogContent-root': { pt: 1 } }}>
          {check.error ? <Alert severity="error">{errorText(t, check.error)}</Alert> : null}
          {check.rest.length > 0 ? <Alert severity="warning" data-testid="rule-issues">{check.rest.map((text) => <div key={text}>{text}</div>)}</Alert> : null}
          {children}
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t('users.cancel')}</Button>
          <Button type="submit" variant="contained" disabled={!isGood} data-testid="rule-save">{t('policies.intoDraft')}</Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
