import { useTryOut, usePartners, type TryAnswer } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useMemo, useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../shell/failure';
import { isUnread, unreadPlaces, type Chosen } from '../../shell/messages/elements';
import { FhirPane } from '../../shell/messages/fhir-pane';
import { MessagePane } from '../../shell/messages/message-pane';
import { readPlace } from '../../shell/messages/paths';
import { messageKind } from '../../shell/messages/words';
import { partnerOf, type PartnerDraft } from './partner-draft';
import { TryIssues } from './try-issues';

const unsavedValue = ' ';

/** A pasted message beside what it would become, under a partner's settings or those of the form. Nothing of it is kept. */
export function TryOut({ unsaved }: { unsaved: PartnerDraft | undefined }) {
  const { t } = useTranslation();
  const partners = usePartners();
  const attempt = useTryOut();
  const [text, setText] = useState('');
  const [partner, setPartner] = useState(unsaved ? unsavedValue : '');
  const all = partners.data?.partners ?? [];
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const isUnsaved = partner === unsavedValue && unsaved !== undefined;
    attempt.mutate({ message: text, ...(isUnsaved ? { settings: partnerOf({ ...unsaved, id: unsaved.id || 'new' }) } : partner === '' ? {} : { partner }) });
  };
  return (
    <Box sx={{ display: 'grid', gap: 2 }}>
      <Box component="form" onSubmit={submit} sx={{ display: 'grid', gap: 1.5, maxWidth: 900 }}>
        <Typography>{t('interfaces.try.intro')}</Typography>
        <Alert severity="info">{t('interfaces.try.private')}</Alert>
        <TextField select label={t('interfaces.try.settings')} value={partner} onChange={(event) => setPartner(event.target.value)} slotProps={{ inputLabel: { shrink: true }, select: { displayEmpty: true } }} data-testid="try-partner">
          <MenuItem value="">{t('interfaces.try.nobody')}</MenuItem>
          {unsaved ? <MenuItem value={unsavedValue}>{t('interfaces.try.unsaved', { name: unsaved.name || t('interfaces.try.newPartner') })}</MenuItem> : null}
          {all.map(({ settings }) => <MenuItem key={settings.id} value={settings.id}>{settings.name}</MenuItem>)}
        </TextField>
        <TextField label={t('interfaces.try.message')} value={text} onChange={(event) => setText(event.target.value)} required multiline minRows={4} maxRows={10} slotProps={{ htmlInput: { spellCheck: false, 'data-testid': 'try-message', style: { fontFamily: 'monospace', fontSize: '0.75rem' } } }} />
        <Box><Button type="submit" variant="contained" loading={attempt.isPending} data-testid="try-go">{t('interfaces.try.go')}</Button></Box>
      </Box>
      <Failure error={attempt.error} />
      {attempt.data ? <Result key={attempt.submittedAt} text={attempt.variables.message} answer={attempt.data} /> : null}
    </Box>
  );
}

/** Message and FHIR side by side (one below the other on a phone): choosing on one side marks the other. */
function Result({ text, answer }: { text: string; answer: TryAnswer }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<Chosen>([]);
  const unread = useMemo(() => unreadPlaces(answer.issues), [answer]);
  const count = answer.issues.filter(isUnread).length;
  const choosePlace = (location: string) => {
    const place = readPlace(location);
    if (place) setChosen([place]);
  };
  return (
    <Box sx={{ display: 'grid', gap: 1.5 }} data-testid="try-result">
      <Typography role="status" variant="h2">{t('interfaces.try.becomes', { count: answer.resources.length, kind: messageKind(t, answer.type) })}</Typography>
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>{[t('interfaces.try.how'), count > 0 ? t('interfaces.try.unread', { count }) : t('interfaces.try.allRead')].join(' ')}</Typography>
      <Box sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'minmax(0, 1fr) minmax(0, 1.15fr)' }, alignItems: 'start' }}>
        <div>
          <Typography variant="h3" sx={{ mb: 0.5 }}>{t('interfaces.try.theMessage')}</Typography>
          <MessagePane label={t('interfaces.try.theMessage')} text={text} chosen={chosen} unread={unread} onChoose={(place) => setChosen([place])} />
        </div>
        <div>
          <Typography variant="h3" sx={{ mb: 0.5 }}>{t('interfaces.try.theFhir')}</Typography>
          <FhirPane label={t('interfaces.try.theFhir')} answer={answer} chosen={chosen} onChoose={setChosen} />
        </div>
      </Box>
      <TryIssues answer={answer} onPlace={choosePlace} />
    </Box>
  );
}
