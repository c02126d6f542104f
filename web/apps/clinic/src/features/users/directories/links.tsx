import { clinicDirectories, useAdministrationAct, useUsers, type ClinicDirectory, type WaitingIdentity } from '@carewright/core';
import { HttpError } from '@carewright/fhir-client';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../../shell/dates';
import { Line } from '../../../shell/section';
import { useStepUp } from '../../../shell/step-up';
import { errorText } from '../../../shell/words';

const list = { listStyle: 'none', m: 0, p: 0 } as const;

/** Whose accounts the directory opens, and who has come and waits for one. */
export function Links({ entry }: { entry: ClinicDirectory }) {
  const { t } = useTranslation();
  const dates = useDates();
  const stepUp = useStepUp();
  const unlink = useAdministrationAct((client, userName: string) => clinicDirectories.unlink(client, entry.directory.id, userName));
  return (
    <>
      {entry.waiting.length > 0 ? (
        <>
          <Typography variant="h3">{t('directory.waiting')}</Typography>
          <Box component="ul" sx={list}>{entry.waiting.map((one) => <Waiting key={one.subject} entry={entry} identity={one} />)}</Box>
        </>
      ) : null}
      <Box component="details">
        <Box component="summary" sx={{ cursor: 'pointer' }}>{t('directory.links', { count: entry.links.length })}</Box>
        <LinkFailure error={unlink.error} />
        <Box component="ul" sx={list}>
          {entry.links.map((one) => (
            <Line key={one.userName} testId="directory-link" actions={<Button color="error" onClick={() => stepUp(() => unlink.mutate(one.userName))} aria-label={t('directory.unlinkNamed', { name: one.userName })}>{t('directory.unlink')}</Button>}>
              <Typography variant="body2" sx={{ fontWeight: 600 }}>{one.userName}</Typography>
              <Typography variant="body2" sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}>{t('directory.linkedBy', { subject: one.subject, name: one.by, date: dates.dateTime(one.at) })}</Typography>
            </Line>
          ))}
        </Box>
      </Box>
    </>
  );
}

function Waiting({ entry, identity }: { entry: ClinicDirectory; identity: WaitingIdentity }) {
  const { t } = useTranslation();
  const dates = useDates();
  const stepUp = useStepUp();
  const users = useUsers();
  const [chosen, setChosen] = useState('');
  const link = useAdministrationAct((client, userName: string) => clinicDirectories.link(client, entry.directory.id, userName, identity.subject));
  return (
    <Line
      testId="directory-waiting"
      actions={
        <>
          <TextField select label={t('directory.account')} value={chosen} onChange={(event) => setChosen(event.target.value)} sx={{ minWidth: 200 }} slotProps={{ select: { SelectDisplayProps: { 'data-testid': 'directory-account' } as object } }}>
            {(users.data?.users ?? []).map((user) => <MenuItem key={user.userName} value={user.userName}>{`${user.display} (${user.userName})`}</MenuItem>)}
          </TextField>
          <Button variant="outlined" disabled={chosen === ''} loading={link.isPending} onClick={() => stepUp(() => link.mutate(chosen))} aria-label={t('directory.linkNamed', { name: identity.display })} data-testid="directory-link-make">{t('directory.link')}</Button>
        </>
      }
    >
      <Typography sx={{ fontWeight: 600 }}>{identity.display}</Typography>
      <Typography variant="body2" sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}>{t('directory.cameAt', { subject: identity.subject, date: dates.dateTime(identity.lastSeen) })}</Typography>
      <Typography variant="body2">{t('directory.linkMeans')}</Typography>
      <LinkFailure error={link.error} />
    </Line>
  );
}

function LinkFailure({ error }: { error: unknown }) {
  const { t } = useTranslation();
  if (!error) return null;
  const isKnown = error instanceof HttpError && (error.code === 'linked-already' || error.code === 'last-local-administrator');
  return <Alert severity="error">{isKnown ? t(`directory.refused.${error.code}`) : errorText(t, error)}</Alert>;
}
