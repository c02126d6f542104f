import { logKeeping, useAdministrationAct, type LogMonth } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../../shell/failure';
import { useLocale } from '../../../shell/language';
import { Confirm } from './confirm';
import { monthName } from './month-name';

/** Disposes of the oldest month, when its time is over: once, after saying what is lost. */
export function Disposal({ due }: { due: LogMonth | undefined }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const [asking, setAsking] = useState(false);
  const [isSure, setIsSure] = useState(false);
  const dispose = useAdministrationAct((client) => logKeeping.dispose(client));
  if (!due) return <Typography variant="body2" sx={{ color: 'text.secondary' }} data-testid="nothing-due">{t('logKeeping.nothingDue')}</Typography>;
  const month = monthName(due.month, locale);
  const open = () => {
    setIsSure(false);
    dispose.reset();
    setAsking(true);
  };
  return (
    <>
      <Button color="error" variant="outlined" onClick={open} data-testid="log-dispose">{t('logKeeping.dispose', { month })}</Button>
      {asking ? (
        <Confirm
          title={t('logKeeping.dispose', { month })} act={t('logKeeping.disposeGo')} busy={dispose.isPending} disabled={!isSure} onClose={() => setAsking(false)}
          onConfirm={() => dispose.mutate(undefined, { onSuccess: () => setAsking(false) })}
        >
          <Alert severity="warning">{t('logKeeping.disposeText', { count: due.records, month })}</Alert>
          <Typography variant="body2">{t('logKeeping.disposeCopies')}</Typography>
          <FormControlLabel label={t('logKeeping.disposeSure')} control={<Checkbox checked={isSure} onChange={(_, isOn) => setIsSure(isOn)} data-testid="dispose-sure" />} />
          <Failure error={dispose.error} />
        </Confirm>
      ) : null}
    </>
  );
}
