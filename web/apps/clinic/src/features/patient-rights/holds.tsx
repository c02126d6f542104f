import { privacyDoors, useHolds, usePrivacyAct, type LegalHold } from '@carewright/core';
import { Icon, Status } from '@carewright/ui';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { PatientWords } from '../../shell/patient-words';
import { Line, Section } from '../../shell/section';
import { ReasonDialog } from './form-dialog';

/** Holds on a record and on those that were ever merged with it: while one stands, nothing of it is erased. */
export function Holds({ patientId }: { patientId: string }) {
  const { t } = useTranslation();
  const holds = useHolds(patientId);
  const all = holds.data?.holds ?? [];
  const [placing, setPlacing] = useState(false);
  const place = usePrivacyAct('holds', (client, reason: string) => privacyDoors.hold(client, patientId, reason));
  return (
    <>
      <Section
        title={t('rights.holdsTitle')} query={holds} empty={t('rights.holdsEmpty')} isEmpty={all.length === 0}
        action={<Button variant="outlined" startIcon={<Icon name="add" />} onClick={() => setPlacing(true)} data-testid="hold-add">{t('rights.addHold')}</Button>}
      >
        {all.map((hold) => <HoldLine key={hold.id} hold={hold} patientId={patientId} />)}
      </Section>
      {placing ? <ReasonDialog title={t('rights.addHold')} action={t('rights.save')} label={t('rights.holdReason')} help={t('rights.holdHelp')} act={place} onClose={() => setPlacing(false)} /> : null}
    </>
  );
}

function HoldLine({ hold, patientId }: { hold: LegalHold; patientId: string }) {
  const { t } = useTranslation();
  const dates = useDates();
  const [releasing, setReleasing] = useState(false);
  const release = usePrivacyAct('holds', (client, reason: string) => privacyDoors.release(client, hold.id, reason));
  return (
    <Line testId="hold" actions={hold.release ? null : <Button variant="outlined" onClick={() => setReleasing(true)} data-testid="hold-release">{t('rights.release')}</Button>}>
      <Status tone={hold.release ? 'neutral' : 'warning'}>{t(hold.release ? 'rights.released' : 'rights.held')}</Status>
      <Typography sx={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere', maxWidth: 760 }}>{hold.reason}</Typography>
      {hold.patient === `Patient/${patientId}` ? null : <Typography variant="body2">{t('rights.holdOfMerged')} <PatientWords reference={hold.patient} /></Typography>}
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>{[hold.display, dates.dateTime(hold.since)].join(' · ')}</Typography>
      {hold.release ? <Typography variant="body2" sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}>{t('rights.releasedBy', { name: hold.release.display, date: dates.dateTime(hold.release.at), reason: hold.release.reason })}</Typography> : null}
      {releasing ? <ReasonDialog title={t('rights.releaseHold')} action={t('rights.release')} label={t('rights.reason')} act={release} onClose={() => setReleasing(false)} /> : null}
    </Line>
  );
}
