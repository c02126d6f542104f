import { personName, useEndGrant, useGrants, usePatientName, type AppGrant } from '@carewright/core';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { scopeWords } from '../../shell/scope-words';
import { errorText } from '../../shell/words';
import { Line, Section } from '../../shell/section';

/** The apps that the reader has let in, and the way to put each out. */
export function Grants() {
  const { t } = useTranslation();
  const grants = useGrants();
  const own = grants.data?.grants ?? [];
  return (
    <Section title={t('apps.grants')} query={grants} empty={t('apps.grantsEmpty')} isEmpty={own.length === 0}>
      {own.map((grant) => <GrantLine key={grant.id} grant={grant} />)}
    </Section>
  );
}

function GrantLine({ grant }: { grant: AppGrant }) {
  const { t } = useTranslation();
  const dates = useDates();
  const end = useEndGrant();
  const patientId = grant.patient?.split('/')[1];
  const { data } = usePatientName(patientId);
  const words = grant.scopes.filter((scope) => scope.subject !== null).map((scope) => scopeWords(t, scope).title);
  return (
    <Line testId="grant" actions={<Button color="error" loading={end.isPending} onClick={() => end.mutate(grant.id)} aria-label={t('apps.endApp', { name: grant.name })} data-testid="grant-end">{t('apps.end')}</Button>}>
      <Typography sx={{ fontWeight: 600 }}>{grant.name}</Typography>
      <Typography variant="body2">{words.join(' · ')}</Typography>
      {patientId === undefined ? null : <Typography variant="body2">{t('apps.forPatient', { name: personName(data?.name)?.full ?? patientId })}</Typography>}
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>
        {[t('apps.since', { date: dates.dateTime(grant.startedAt) }), t(grant.outlivesSession ? 'apps.untilEnded' : 'apps.untilSignOut')].join(' · ')}
      </Typography>
      {end.isError ? <Typography role="alert" variant="body2" sx={{ color: 'error.main' }}>{errorText(t, end.error)}</Typography> : null}
    </Line>
  );
}
