import { certificateNotice, lotNotice, type InHouseKit, type InHouseState, type InHouseTest } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { Card } from '../../shell/card';
import { useDates } from '../../shell/dates';
import { Unlock } from './unlock';

/** Today: each test with its lots, which of them may be used, and why the others may not. */
export function BenchState({ state }: { state: InHouseState }) {
  const { t } = useTranslation();
  const dates = useDates();
  const ending = state.certificates.filter((one) => one.daysLeft !== null && one.daysLeft <= certificateNotice);
  return (
    <Box sx={{ display: 'grid', gap: 2 }}>
      {ending.map((one) => (
        <Alert key={one.number} severity={(one.daysLeft ?? 0) < 0 ? 'error' : 'warning'} data-testid="certificate">
          {t('inHouse.certificate', { number: one.number, organization: one.organization, date: dates.date(one.expires ?? '') })}
        </Alert>
      ))}
      {state.tests.length === 0 ? <Alert severity="info">{t('inHouse.noTests')}</Alert> : null}
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'repeat(2, minmax(0, 1fr))' } }}>
        {state.tests.map((test) => <TestCard key={test.code} test={test} mayUnlock={state.mayUnlock} />)}
      </Box>
    </Box>
  );
}

function TestCard({ test, mayUnlock }: { test: InHouseTest; mayUnlock: boolean }) {
  const { t } = useTranslation();
  const barred = test.isCertified ? (test.mayReport ? undefined : 'competency') : 'certificate';
  // A test that the clinic has not begun with is nothing to be alarmed about.
  const isEmpty = barred === undefined && test.kits.length === 0;
  const isOpen = barred === undefined && test.kits.some((kit) => kit.reasons.length === 0);
  return (
    <Card title={test.name}>
      <Typography sx={{ fontWeight: 600, color: isOpen ? 'success.main' : isEmpty ? 'text.secondary' : 'error.main' }} data-testid={`bench-${test.code}`}>{t(isOpen ? 'inHouse.open' : 'inHouse.shut')}</Typography>
      {barred ? <Typography variant="body2" sx={{ color: 'error.main' }} data-testid="barred">{t(`inHouse.barred.${barred}`)}</Typography> : null}
      {test.kits.length === 0 ? <Typography variant="body2" sx={{ color: 'text.secondary' }}>{t('inHouse.noLots')}</Typography> : null}
      {test.kits.map((kit) => <KitLine key={kit.id} kit={kit} mayUnlock={mayUnlock} />)}
    </Card>
  );
}

function KitLine({ kit, mayUnlock }: { kit: InHouseKit; mayUnlock: boolean }) {
  const { t } = useTranslation();
  const dates = useDates();
  const isEnding = kit.daysLeft !== null && kit.daysLeft >= 0 && kit.daysLeft <= lotNotice;
  return (
    <Box data-testid="kit-line">
      <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>
        {t('inHouse.lotUntil', { lot: kit.lot, date: dates.date(kit.expires ?? '') })}{isEnding ? ` · ${t('inHouse.daysLeft', { count: kit.daysLeft })}` : ''}
      </Typography>
      {kit.reasons.map((reason) => <Typography key={reason} variant="body2" sx={{ color: 'error.main' }}>{t(`inHouse.reason.${reason}`)}</Typography>)}
      {kit.rejected !== null && mayUnlock ? <Unlock kit={kit.id} rules={kit.rejected.rules} /> : null}
    </Box>
  );
}
