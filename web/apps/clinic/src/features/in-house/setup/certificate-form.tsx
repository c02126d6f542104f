import { cliaKinds, certificateNotice, inHouseDoors, useInHouseAct, type InHouseSetup } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../../shell/card';
import { useDates } from '../../../shell/dates';
import { Failure } from '../../../shell/failure';

const day = 86_400_000;

/** The CLIA certificate of the clinic: its number, its kind and its last day. */
export function CertificateForm({ organization }: { organization: InHouseSetup['organizations'][number] }) {
  const { t } = useTranslation();
  const dates = useDates();
  const current = organization.certificates[0];
  const [number, setNumber] = useState(current?.number ?? '');
  const [kind, setKind] = useState(current?.kind ?? '');
  const [expires, setExpires] = useState(current?.expires ?? '');
  const certify = useInHouseAct(inHouseDoors.certify);
  const left = current?.expires ? Math.round((Date.parse(current.expires) - Date.parse(dates.today())) / day) : undefined;
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    certify.mutate({ organization: organization.id, number: number.trim().toUpperCase(), kind, expires });
  };
  return (
    <Card title={t('inHouse.setup.certificate')}>
      {current === undefined ? <Alert severity="warning">{t('inHouse.setup.noCertificate')}</Alert> : null}
      {left !== undefined && left <= certificateNotice ? <Alert severity={left < 0 ? 'error' : 'warning'}>{t('inHouse.certificate', { number: current?.number, organization: organization.name, date: dates.date(current?.expires ?? '') })}</Alert> : null}
      <Box component="form" onSubmit={send} sx={{ display: 'grid', gap: 1.5 }}>
        <TextField required label={t('inHouse.setup.number')} value={number} onChange={(event) => setNumber(event.target.value)} helperText={t('inHouse.setup.numberHelp')} slotProps={{ htmlInput: { 'data-testid': 'clia-number', maxLength: 10 } }} />
        <TextField select required label={t('inHouse.setup.kind')} value={kind} onChange={(event) => setKind(event.target.value)} slotProps={{ htmlInput: { 'data-testid': 'clia-kind' } }}>
          {cliaKinds.map((one) => <MenuItem key={one} value={one}>{t(`inHouse.setup.kinds.${one}`)}</MenuItem>)}
        </TextField>
        <TextField required type="date" label={t('inHouse.setup.lastDay')} value={expires} onChange={(event) => setExpires(event.target.value)} slotProps={{ inputLabel: { shrink: true }, htmlInput: { 'data-testid': 'clia-expires' } }} />
        <Failure error={certify.error} />
        <Box role="status">{certify.isSuccess ? <Alert severity="success">{t('inHouse.setup.saved')}</Alert> : null}</Box>
        <Box><Button type="submit" variant="contained" disabled={number.trim() === '' || kind === '' || expires === '' || certify.isPending} data-testid="clia-save">{t('inHouse.setup.save')}</Button></Box>
      </Box>
    </Card>
  );
}
