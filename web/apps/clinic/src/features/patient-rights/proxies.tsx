import { givenRelationships, isOpen, privacyDoors, proxyKinds, useGivenProxies, useGiveProxy, usePrivacyAct, type Proxy, type ProxyGift, type ProxyOffer } from '@carewright/core';
import { Icon, Status } from '@carewright/ui';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { formText } from '../../shell/forms';
import { Line, Section } from '../../shell/section';
import { codeWord } from '../../shell/words';
import { FormDialog, ReasonDialog } from './form-dialog';

/** Who acts for the patient: given here to parents, guardians and whom the patient names on paper, and ended here. */
export function Proxies({ patientId }: { patientId: string }) {
  const { t } = useTranslation();
  const proxies = useGivenProxies(patientId);
  const all = proxies.data?.proxies ?? [];
  const [giving, setGiving] = useState(false);
  const [offer, setOffer] = useState<ProxyOffer>();
  return (
    <>
      <Section
        title={t('rights.proxiesTitle')} query={proxies} empty={t('rights.proxiesEmpty')} isEmpty={all.length === 0}
        action={<Button variant="outlined" startIcon={<Icon name="add" />} onClick={() => { setGiving(true); setOffer(undefined); }} data-testid="proxy-give">{t('rights.giveProxy')}</Button>}
      >
        {all.map((proxy) => <ProxyLine key={proxy.id} proxy={proxy} />)}
      </Section>
      {offer ? <Offer offer={offer} /> : null}
      {giving ? <Giving patientId={patientId} onClose={() => setGiving(false)} onDone={setOffer} /> : null}
    </>
  );
}

function ProxyLine({ proxy }: { proxy: Proxy }) {
  const { t } = useTranslation();
  const dates = useDates();
  const [ending, setEnding] = useState(false);
  const end = usePrivacyAct('proxies', (client, reason: string) => privacyDoors.endProxy(client, proxy.id, reason));
  const open = isOpen(proxy);
  const words = [codeWord(t, 'relationship', proxy.relationship ?? undefined), t(`rights.proxyKind.${proxy.kind}`)].filter(Boolean).join(' · ');
  const times = [t('proxy.since', { date: dates.date(proxy.at), name: proxy.givenBy }), open && proxy.endsAt ? t('proxy.until', { date: dates.dateTime(proxy.endsAt) }) : ''].filter(Boolean).join(' · ');
  return (
    <Line testId="given-proxy" actions={open ? <Button variant="outlined" onClick={() => setEnding(true)} data-testid="given-proxy-end">{t('rights.endProxy')}</Button> : null}>
      <Status tone={open ? 'info' : 'neutral'}>{t(`proxy.state.${proxy.state}`)}</Status>
      <Typography sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>{proxy.name ?? t('proxy.unnamed')}</Typography>
      <Typography variant="body2">{words}</Typography>
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>{times}</Typography>
      {ending ? <ReasonDialog title={t('rights.endProxyOf', { name: proxy.name ?? t('proxy.unnamed') })} action={t('rights.endProxy')} label={t('rights.reason')} help={t('rights.endProxyHelp')} act={end} onClose={() => setEnding(false)} /> : null}
    </Line>
  );
}

function Giving({ patientId, onClose, onDone }: { patientId: string; onClose: () => void; onDone: (offer: ProxyOffer) => void }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<Proxy['kind']>('parent');
  const give = useGiveProxy(onDone);
  const read = (form: FormData): ProxyGift => ({
    patient: patientId, kind, name: formText(form, 'name'), relationship: formText(form, 'relationship'), until: formText(form, 'until') || null, papers: formText(form, 'papers') || null,
  });
  return (
    <FormDialog title={t('rights.giveProxy')} action={t('rights.save')} act={give} read={read} onClose={onClose}>
      <TextField select name="kind" label={t('rights.proxyKindLabel')} value={kind} onChange={(event) => setKind(event.target.value as Proxy['kind'])} helperText={t(`rights.proxyKindHelp.${kind}`)} slotProps={{ select: { inputProps: { 'data-testid': 'gift-kind' } } }}>
        {proxyKinds.map((one) => <MenuItem key={one} value={one}>{t(`rights.proxyKind.${one}`)}</MenuItem>)}
      </TextField>
      <TextField name="name" label={t('proxy.nameField')} required autoComplete="off" slotProps={{ htmlInput: { minLength: 2, maxLength: 120, 'data-testid': 'gift-name' } }} />
      <TextField select name="relationship" label={t('rights.proxyRelationship')} required defaultValue="" slotProps={{ select: { inputProps: { 'data-testid': 'gift-relationship' } } }}>
        {givenRelationships.map((code) => <MenuItem key={code} value={code}>{t(`codes.relationship.${code}`)}</MenuItem>)}
      </TextField>
      <TextField name="until" type="date" label={t(kind === 'guardian' ? 'rights.proxyLastDay' : 'proxy.untilField')} required={kind === 'guardian'} slotProps={{ inputLabel: { shrink: true }, htmlInput: { 'data-testid': 'gift-until' } }} />
      {kind === 'parent' ? null : (
        <TextField name="papers" label={t('rights.proxyPapers')} helperText={t('rights.proxyPapersHelp')} required autoComplete="off" slotProps={{ htmlInput: { 'data-testid': 'gift-papers' } }} />
      )}
    </FormDialog>
  );
}

/** The code is told this once. */
function Offer({ offer }: { offer: ProxyOffer }) {
  const { t } = useTranslation();
  const dates = useDates();
  return (
    <Alert severity="success" sx={{ mb: 3, maxWidth: 760 }} data-testid="gift-offer">
      <Typography>{t('proxy.code', { name: offer.proxy.name ?? '' })}</Typography>
      <Typography sx={{ fontFamily: 'monospace', fontSize: '1.25rem', fontWeight: 700, my: 1 }} data-testid="gift-code">{offer.code}</Typography>
      <Typography variant="body2">{t('rights.proxyCodeHelp', { date: dates.dateTime(offer.codeEndsAt) })}</Typography>
    </Alert>
  );
}
