import { privacyDoors, privacyPaper, useAccounting, usePrivacyAct, type AccountingLine, type Suspension } from '@carewright/core';
import { Icon, Status } from '@carewright/ui';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { Line, Section } from '../../shell/section';
import { codeWord } from '../../shell/words';
import { DisclosureForm, SuspensionForm } from './disclosure-forms';
import { ReasonDialog } from './form-dialog';

/** To whom the record was given in six years, and what of that the patient is not told for a time. */
export function Accounting({ patientId }: { patientId: string }) {
  const { t } = useTranslation();
  const accounting = useAccounting(patientId);
  const [open, setOpen] = useState<'disclosure' | 'suspension'>();
  const lines = accounting.data?.lines ?? [];
  const suspensions = accounting.data?.suspensions ?? [];
  return (
    <>
      <Section
        title={t('rights.disclosures')} query={accounting} empty={t('rights.disclosuresEmpty')} isEmpty={lines.length === 0}
        action={(
          <>
            {(['csv', 'pdf'] as const).map((format) => <Button key={format} component="a" variant="outlined" href={privacyPaper.accounting(patientId, format)} download={`disclosures.${format}`} aria-label={`${t(`rights.${format}`)}: ${t('rights.disclosures')}`} startIcon={<Icon name="download" />} data-testid={`disclosures-${format}`}>{t(`rights.${format}`)}</Button>)}
            <Button variant="outlined" startIcon={<Icon name="add" />} onClick={() => setOpen('disclosure')} data-testid="disclosure-add">{t('rights.addDisclosure')}</Button>
          </>
        )}
      >
        {lines.map((line) => <DisclosureLine key={line.entry ?? `${line.first} ${line.to} ${line.what} ${line.purpose}`} line={line} />)}
      </Section>
      <Section
        title={t('rights.suspensions')} query={accounting} empty={t('rights.suspensionsEmpty')} isEmpty={suspensions.length === 0}
        action={<Button variant="outlined" startIcon={<Icon name="add" />} onClick={() => setOpen('suspension')} data-testid="suspension-add">{t('rights.addSuspension')}</Button>}
      >
        {suspensions.map((one) => <SuspensionLine key={one.id} suspension={one} />)}
      </Section>
      {open === 'disclosure' ? <DisclosureForm patient={patientId} onClose={() => setOpen(undefined)} /> : null}
      {open === 'suspension' ? <SuspensionForm patient={patientId} onClose={() => setOpen(undefined)} /> : null}
    </>
  );
}

function DisclosureLine({ line }: { line: AccountingLine }) {
  const { t } = useTranslation();
  const dates = useDates();
  const [withdrawing, setWithdrawing] = useState(false);
  const withdraw = usePrivacyAct('accounting', (client, reason: string) => privacyDoors.withdraw(client, line.entry ?? '', reason));
  return (
    <Line testId="accounting-line" actions={line.entry ? <Button variant="outlined" onClick={() => setWithdrawing(true)} data-testid="disclosure-withdraw">{t('rights.withdraw')}</Button> : null}>
      <Typography sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>{[line.to, line.address].filter(Boolean).join(', ')}</Typography>
      {line.isHeldBack ? <Status tone="warning">{t('rights.heldBack')}</Status> : null}
      <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>{[line.what, codeWord(t, 'purpose', line.purpose), line.category ? t(`rights.category.${line.category}`) : ''].filter(Boolean).join(' · ')}</Typography>
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>{[line.times === 1 ? dates.date(line.last) : t('privacy.several', { count: line.times, first: dates.date(line.first), last: dates.date(line.last) }), t(line.entry ? 'rights.byHand' : 'rights.byLog')].join(' · ')}</Typography>
      {withdrawing ? <ReasonDialog title={t('rights.withdrawTitle')} action={t('rights.withdraw')} label={t('rights.reason')} help={t('rights.withdrawHelp')} act={withdraw} onClose={() => setWithdrawing(false)} /> : null}
    </Line>
  );
}

function SuspensionLine({ suspension }: { suspension: Suspension }) {
  const { t } = useTranslation();
  const dates = useDates();
  return (
    <Line testId="suspension">
      <Typography sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>{suspension.agency}</Typography>
      <Typography variant="body2">{[t(`rights.category.${suspension.category}`), t('rights.until', { date: dates.dateTime(suspension.until) }), t(suspension.isOral ? 'rights.oral' : 'rights.written')].join(' · ')}</Typography>
      <Typography variant="body2" sx={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere', maxWidth: 760 }}>{suspension.statement}</Typography>
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>{suspension.display}</Typography>
    </Line>
  );
}
