import { useExplanation, type AccessExplanation, type ExplainQuestion } from '@carewright/core';
import { Status } from '@carewright/ui';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import Paper from '@mui/material/Paper';
import Skeleton from '@mui/material/Skeleton';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formText } from '../../shell/forms';
import { Page } from '../../shell/page';
import { codeWord, errorText } from '../../shell/words';
import { Conditions } from './conditions';

const interactions = ['read', 'search', 'create', 'update', 'delete'] as const;

/** Why somebody can, or cannot, see a resource: the question in the address, the answer condition by condition. */
export function Explain() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { user = '', reference = '', interaction = 'read' } = useSearch({ from: '/why' });
  const question: ExplainQuestion | undefined = user && reference ? { user, reference, interaction } : undefined;
  const answer = useExplanation(question);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void navigate({ to: '/why', search: { user: formText(form, 'user'), reference: formText(form, 'reference'), interaction: formText(form, 'interaction') } });
  };
  return (
    <Page title={t('explain.title')}>
      <Box component="form" key={`${user} ${reference} ${interaction}`} onSubmit={submit} sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, mb: 2 }}>
        <TextField name="user" label={t('explain.user')} required defaultValue={user} autoComplete="off" size="small" slotProps={{ htmlInput: { autoCapitalize: 'none', spellCheck: false } }} />
        <TextField select name="interaction" label={t('explain.interaction')} defaultValue={interactions.find((one) => one === interaction) ?? 'read'} size="small" sx={{ minWidth: 140 }}>
          {interactions.map((one) => <MenuItem key={one} value={one}>{codeWord(t, 'interaction', one)}</MenuItem>)}
        </TextField>
        <TextField name="reference" label={t('explain.reference')} required defaultValue={reference} helperText={t('explain.referenceHelp')} autoComplete="off" size="small" sx={{ minWidth: { sm: 360 } }} slotProps={{ htmlInput: { pattern: '[A-Za-z]+/[A-Za-z0-9\\-.]{1,64}', spellCheck: false } }} />
        <Button type="submit" variant="contained" sx={{ alignSelf: 'flex-start' }}>{t('explain.ask')}</Button>
      </Box>
      {answer.isError ? <Alert severity="error">{errorText(t, answer.error)}</Alert> : null}
      {question && answer.isPending ? <Skeleton height={160} /> : null}
      {answer.data ? <Answer explanation={answer.data} /> : null}
    </Page>
  );
}

function Answer({ explanation }: { explanation: AccessExplanation }) {
  const { t } = useTranslation();
  return (
    <Box data-testid="explanation" sx={{ display: 'grid', gap: 1.5 }}>
      <Alert severity={explanation.isAllowed ? 'success' : 'warning'} icon={false}>
        <b>{t(explanation.isAllowed ? 'explain.yes' : 'explain.no')}</b> {t('explain.rule', { rule: explanation.rule })}
      </Alert>
      {explanation.exists ? null : <Alert severity="info">{t('explain.absent')}</Alert>}
      <Typography variant="h2">{t('explain.grants')}</Typography>
      {explanation.grants.length === 0 ? <Typography>{t('explain.noGrants')}</Typography> : null}
      {explanation.grants.map((grant, index) => (
        <Paper key={`${grant.rule} ${index}`} sx={{ border: '1px solid', borderColor: 'divider', p: 1.5 }}>
          <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap', mb: 0.5 }}><Typography component="h3" sx={{ fontWeight: 650, flex: 1 }}>{grant.rule}</Typography><Status tone={grant.covers ? 'success' : 'neutral'}>{t(grant.covers ? 'explain.covers' : 'explain.coversNot')}</Status></Box>
          {grant.conditions.length === 0 ? <Typography variant="body2">{t('explain.unconditional')}</Typography> : <Conditions conditions={grant.conditions} />}
          {grant.hidden.length > 0 ? <Typography variant="body2">{t('explain.hidden', { elements: grant.hidden.join(', ') })}</Typography> : null}
        </Paper>
      ))}
      <Typography variant="h2">{t('explain.restrictions')}</Typography>
      {explanation.restrictions.length === 0 ? <Typography>{t('explain.noRestrictions')}</Typography> : <Conditions conditions={explanation.restrictions} />}
      <Typography variant="body2">{explanation.labels.length > 0 ? t('explain.labels', { labels: explanation.labels.join(', ') }) : t('explain.noLabels')}</Typography>
      {explanation.hidden.length > 0 ? <Typography variant="body2">{t('explain.hidden', { elements: explanation.hidden.join(', ') })}</Typography> : null}
    </Box>
  );
}
