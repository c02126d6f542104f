import { isOpen, relationships, useEndProxy, useNameProxy, useProxies, type Proxy, type ProxyOffer } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { formText } from '../../shell/forms';
import { Line, Section } from '../../shell/section';
import { codeWord, errorText } from '../../shell/words';

/** Who may look at the record for the patient: named here, ended here. */
export function Proxies() {
  const { t } = useTranslation();
  const proxies = useProxies();
  const [isNaming, setNaming] = useState(false);
  const [offer, setOffer] = useState<ProxyOffer>();
  const lines = proxies.data?.proxies ?? [];
  const name = isNaming ? undefined : <Button variant="outlined" onClick={() => { setNaming(true); setOffer(undefined); }} data-testid="proxy-name">{t('proxy.name')}</Button>;
  return (
    <>
      {offer ? <Offer offer={offer} /> : null}
      {isNaming ? <Naming onDone={(made) => { setNaming(false); setOffer(made); }} /> : null}
      <Section title={t('proxy.title')} action={name} query={proxies} empty={t('proxy.empty')} isEmpty={lines.length === 0}>
        {lines.map((proxy) => <ProxyLine key={proxy.id} proxy={proxy} />)}
      </Section>
    </>
  );
}

function ProxyLine({ proxy }: { proxy: Proxy }) {
  const { t } = useTranslation();
  const dates = useDates();
  const end = useEndProxy();
  const [asks, setAsks] = useState(false);
  const name = proxy.name ?? t('proxy.unnamed');
  const open = isOpen(proxy);
  const actions = !proxy.isPatients || !open ? undefined : asks ? (
    <>
      <Button onClick={() => setAsks(false)}>{t('proxy.keep')}</Button>
      <Button variant="contained" color="error" loading={end.isPending} onClick={() => end.mutate(proxy.id)} data-testid="proxy-end-yes">{t('proxy.endYes', { name })}</Button>
    </>
  ) : <Button variant="outlined" onClick={() => setAsks(true)} data-testid="proxy-end">{t('proxy.end')}</Button>;
  return (
    <Line testId="proxy" actions={actions}>
      <Typography sx={{ fontWeight: 600 }}>{name}</Typography>
      <Typography variant="body2">{[codeWord(t, 'relationship', proxy.relationship ?? undefined), t(`proxy.kind.${proxy.kind}`), t(`proxy.state.${proxy.state}`)].filter(Boolean).join(' · ')}</Typography>
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>{[t('proxy.since', { date: dates.date(proxy.at), name: proxy.givenBy }), open && proxy.endsAt ? t('proxy.until', { date: dates.dateTime(proxy.endsAt) }) : ''].filter(Boolean).join(' · ')}</Typography>
      {open && !proxy.isPatients ? <Typography variant="body2" sx={{ color: 'text.secondary' }}>{t('proxy.clinicEnds')}</Typography> : null}
      {end.isError ? <Alert severity="error">{errorText(t, end.error)}</Alert> : null}
    </Line>
  );
}

function Naming({ onDone }: { onDone: (offer: ProxyOffer | undefined) => void }) {
  const { t } = useTranslation();
  const name = useNameProxy();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    name.mutate({ name: formText(form, 'name'), relationship: formText(form, 'relationship'), until: formText(form, 'until') || null }, { onSuccess: onDone });
  };
  return (
    <Box component="form" onSubmit={submit} aria-label={t('proxy.name')} sx={{ mb: 3, display: 'grid', gap: 2, maxWidth: 480 }}>
      <Typography variant="h2">{t('proxy.name')}</Typography>
      <Typography variant="body2">{t('proxy.nameHelp')}</Typography>
      {name.isError ? <Alert severity="error">{errorText(t, name.error)}</Alert> : null}
      <TextField name="name" label={t('proxy.nameField')} required autoFocus slotProps={{ htmlInput: { minLength: 2, maxLength: 120, 'data-testid': 'proxy-name-field' } }} />
      <TextField select name="relationship" label={t('proxy.relationship')} required defaultValue="" slotProps={{ htmlInput: { 'data-testid': 'proxy-relationship' } }}>
        {relationships.map((code) => <MenuItem key={code} value={code}>{t(`codes.relationship.${code}`)}</MenuItem>)}
      </TextField>
      <TextField name="until" type="date" label={t('proxy.untilField')} helperText={t('proxy.untilHelp')} slotProps={{ inputLabel: { shrink: true } }} />
      <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
        <Button onClick={() => onDone(undefined)}>{t('proxy.cancel')}</Button>
        <Button type="submit" variant="contained" loading={name.isPending} data-testid="proxy-name-send">{t('proxy.give')}</Button>
      </Box>
    </Box>
  );
}

/** The code is told this once: whoever closes the screen without it names the person anew. */
function Offer({ offer }: { offer: ProxyOffer }) {
  const { t } = useTranslation();
  const dates = useDates();
  return (
    <Alert severity="success" sx={{ mb: 3, maxWidth: 760 }} data-testid="proxy-offer">
      <Typography>{t('proxy.code', { name: offer.proxy.name ?? '' })}</Typography>
      <Typography sx={{ fontFamily: 'monospace', fontSize: '1.25rem', fontWeight: 700, my: 1 }} data-testid="proxy-code">{offer.code}</Typography>
      <Typography variant="body2">{t('proxy.codeHelp', { date: dates.dateTime(offer.codeEndsAt) })}</Typography>
    </Alert>
  );
}
