import { mayDisagree, useAmendments, useDisagree, type Amendment } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { formText } from '../../shell/forms';
import { Line, Section } from '../../shell/section';
import { errorText } from '../../shell/words';

/** The corrections that were asked for, each with what was said on either side. */
export function Requests() {
  const { t } = useTranslation();
  const amendments = useAmendments();
  const requests = amendments.data?.requests ?? [];
  return (
    <Section title={t('privacy.requests')} query={amendments} empty={t('privacy.requestsEmpty')} isEmpty={requests.length === 0}>
      {requests.map((request) => <Request key={request.record.id} request={request} />)}
    </Section>
  );
}

function Request({ request }: { request: Amendment }) {
  const { t } = useTranslation();
  const dates = useDates();
  const { record, words } = request;
  const type = record.record.split('/')[0] ?? '';
  return (
    <Line testId="amendment">
      <Typography sx={{ fontWeight: 600 }}>{[t(`types.${type}`, { defaultValue: type }), request.about.title].filter(Boolean).join(': ')}</Typography>
      <Typography variant="body2">{state(request)}</Typography>
      <Box component="ol" sx={{ listStyle: 'none', m: 0, p: 0, mt: 1, display: 'grid', gap: 1 }}>
        {record.documents.map((document) => (
          <Box component="li" key={document.reference}>
            <Typography variant="body2" sx={{ color: 'text.secondary' }}>{[t(`privacy.step.${document.kind}`), dates.dateTime(document.at)].join(' · ')}</Typography>
            <Typography variant="body2" sx={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere', maxWidth: 760 }}>{words[document.reference] ?? t('privacy.closed')}</Typography>
          </Box>
        ))}
      </Box>
      {mayDisagree(request) ? <Disagreement id={record.id} /> : null}
    </Line>
  );

  function state(one: Amendment): string {
    if (one.record.decision) return t(one.record.decision.isAccepted ? 'privacy.accepted' : 'privacy.denied');
    return t(one.isLate ? 'privacy.late' : 'privacy.due', { date: dates.date(one.record.dueAt.slice(0, 10)) });
  }
}

function Disagreement({ id }: { id: string }) {
  const { t } = useTranslation();
  const disagree = useDisagree();
  const [isOpen, setOpen] = useState(false);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    disagree.mutate({ id, words: formText(new FormData(event.currentTarget), 'words') });
  };
  if (!isOpen) return <Button variant="outlined" sx={{ mt: 1 }} onClick={() => setOpen(true)} data-testid="disagree">{t('privacy.disagree')}</Button>;
  return (
    <Box component="form" onSubmit={submit} sx={{ mt: 1, display: 'grid', gap: 1, maxWidth: 760 }}>
      {disagree.isError ? <Alert severity="error">{errorText(t, disagree.error)}</Alert> : null}
      <TextField name="words" label={t('privacy.disagreeWords')} helperText={t('privacy.disagreeHelp')} required multiline minRows={3} slotProps={{ htmlInput: { minLength: 10, maxLength: 4000, 'data-testid': 'disagree-words' } }} />
      <Box><Button type="submit" variant="contained" loading={disagree.isPending} data-testid="disagree-send">{t('privacy.send')}</Button></Box>
    </Box>
  );
}
