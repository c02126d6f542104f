import { interfaceDoors, usePartnerAct } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useEffect, useRef, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../shell/failure';
import { useStepUp } from '../../shell/step-up';
import { AgreedFields } from './agreed-fields';
import { ConnectionFields } from './connection-fields';
import { fieldIssues, idOf, partnerOf, type FieldIssues, type PartnerDraft } from './partner-draft';
import { MapFields, MoreFields } from './map-fields';
import { ProfileFields } from './profile-fields';
import { SendFields } from './send-fields';
import { AuthorityTable, CodeTable } from './tables';
import { WhoFields } from './who-fields';

/** A partner in the form. */
export interface Editing {
  readonly isNew: boolean;
  readonly draft: PartnerDraft;
}

/** What every part of the form works on. */
export interface PartProps {
  readonly draft: PartnerDraft;
  readonly issues: FieldIssues;
  readonly set: (change: Partial<PartnerDraft>) => void;
}

interface PartnerFormProps {
  readonly editing: Editing;
  readonly taken: readonly string[];
  readonly onChange: (editing: Editing) => void;
  readonly onTry: () => void;
  readonly onClose: () => void;
}

/** What has the focus is never under the bar of the shell or that of the form (WCAG 2.4.11). */
const clearOfBars = { '& input, & textarea, & button, & summary, & [role="combobox"]': { scrollMarginTop: '64px', scrollMarginBottom: '96px' } } as const;

/** All that a partner is, part by part; what the server finds wrong stands at its field. */
export function PartnerForm({ editing, taken, onChange, onTry, onClose }: PartnerFormProps) {
  const { t } = useTranslation();
  const stepUp = useStepUp();
  const heading = useRef<HTMLHeadingElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const save = usePartnerAct(interfaceDoors.put);
  const { isNew, draft } = editing;
  const issues = fieldIssues(save.error);
  const set = (change: Partial<PartnerDraft>) => onChange({ isNew, draft: { ...draft, ...change } });
  useEffect(() => heading.current?.focus(), []);
  // To the first field that is not right; the browser does so only for what it checks itself.
  useEffect(() => {
    if (save.error) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [save.error]);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const partner = partnerOf({ ...draft, id: draft.id || idOf(draft.name, taken) });
    stepUp(() => save.mutate(partner, { onSuccess: onClose }));
  };
  const part = { draft, issues, set };
  const isWrong = issues.maps.length > 0 || Object.keys(issues.fields).length > 0;
  return (
    <Box component="form" ref={form} onSubmit={submit} noValidate={false} sx={{ display: 'grid', gap: 2, maxWidth: 900, ...clearOfBars }} data-testid="partner-form">
      <Typography variant="h2" ref={heading} tabIndex={-1} sx={{ outline: 'none' }}>{isNew ? t('interfaces.add') : t('interfaces.editNamed', { name: draft.name })}</Typography>
      <WhoFields {...part} isNew={isNew} suggested={idOf(draft.name, taken)} />
      <ConnectionFields {...part} />
      <SendFields {...part} />
      <AgreedFields {...part} />
      <AuthorityTable {...part} />
      <CodeTable {...part} />
      <MapFields {...part} />
      {draft.analyser === null ? <ProfileFields {...part} /> : null}
      <MoreFields {...part} />
      {isWrong ? <Alert severity="error">{t('interfaces.form.wrong')}</Alert> : null}
      {issues.other.map((message) => <Alert key={message} severity="error">{message}</Alert>)}
      {isWrong || issues.other.length > 0 ? null : <Failure error={save.error} />}
      <Box sx={{ position: 'sticky', bottom: 0, zIndex: 2, display: 'flex', flexWrap: 'wrap', gap: 1, py: 1, bgcolor: 'background.default', borderTop: '1px solid', borderColor: 'divider' }}>
        <Button type="submit" variant="contained" loading={save.isPending} data-testid="partner-save">{t('users.save')}</Button>
        <Button variant="outlined" onClick={onTry} data-testid="partner-try">{t('interfaces.form.try')}</Button>
        <Button onClick={onClose} data-testid="partner-cancel">{t('users.cancel')}</Button>
      </Box>
    </Box>
  );
}
