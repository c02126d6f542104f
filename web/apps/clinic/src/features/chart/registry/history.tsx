import { missingDoses, useRegistryTake, useSession, type RegistryAnswer, type RegistryDose } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import Chip from '@mui/material/Chip';
import FormControlLabel from '@mui/material/FormControlLabel';
import Typography from '@mui/material/Typography';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../../shell/dates';
import { Failure } from '../../../shell/failure';

interface HistoryProps {
  readonly registry: string;
  readonly patientId: string;
  readonly answer: RegistryAnswer;
  readonly birthDate: string | undefined;
}

/** What the registry has, what only the chart has, and what is due; what is chosen is taken into the chart. */
export function History({ registry, patientId, answer, birthDate }: HistoryProps) {
  const { t } = useTranslation();
  const dates = useDates();
  const mayTake = useSession().may['Immunization']?.includes('create') ?? false;
  const person = answer.persons[0];
  const isOther = person !== undefined && birthDate !== undefined && person.birthDate !== '' && !person.birthDate.startsWith(birthDate);
  // Of somebody who may be another person, each dose is chosen by hand.
  const [chosen, setChosen] = useState<readonly string[]>(() => (isOther ? [] : missingDoses(answer)));
  const take = useRegistryTake(registry, patientId);
  const own = answer.chart.filter((dose) => !dose.isThere);
  const choose = (key: string, on: boolean) => setChosen((before) => (on ? [...before, key] : before.filter((one) => one !== key)));
  return (
    <>
      <Typography sx={{ overflowWrap: 'anywhere' }} data-testid="registry-person"><strong>{t('registry.found')}</strong>{': '}{[person?.name, dates.date(person?.birthDate), person?.address].filter(Boolean).join(' · ')}</Typography>
      {isOther ? <Alert severity="warning" data-testid="registry-other-birth">{t('registry.otherBirth')}</Alert> : null}
      <Part title={t('registry.has')} empty={answer.doses.length === 0 ? t('registry.hasNone') : undefined}>
        {answer.doses.map((dose, place) => <DoseRow key={dose.key ?? place} dose={dose} isChosen={dose.key !== null && chosen.includes(dose.key)} mayTake={mayTake && !take.isSuccess} onChoose={choose} />)}
      </Part>
      <Failure error={take.error} />
      {take.isSuccess ? <Alert severity="success" data-testid="registry-taken">{t('registry.taken', { count: take.data.taken.length })}</Alert> : null}
      {mayTake && !take.isSuccess && answer.doses.length > 0 ? (
        <Button variant="contained" disabled={chosen.length === 0} loading={take.isPending} onClick={() => take.mutate({ message: answer.message, doses: chosen })} data-testid="registry-take" sx={{ justifySelf: 'start' }}>{t('registry.take', { count: chosen.length })}</Button>
      ) : null}
      <Part title={t('registry.chart')} empty={own.length === 0 ? t('registry.chartNone') : undefined}>
        {own.map((dose) => <Box component="li" key={dose.reference} data-testid="registry-own">{dates.date(dose.date)} {dose.vaccine}</Box>)}
      </Part>
      <Part title={t('registry.next')} empty={answer.forecast.length === 0 ? t('registry.nextNone') : undefined}>
        {answer.forecast.map((next) => (
          <Box component="li" key={next.code + next.due} data-testid="registry-forecast">
            {[next.vaccine, next.due && t('registry.due', { date: dates.date(next.due) }), next.overdue && t('registry.overdue', { date: dates.date(next.overdue) }), next.status].filter(Boolean).join(', ')}
          </Box>
        ))}
      </Part>
      {answer.forecast.length > 0 ? <Typography variant="body2">{t('registry.advice')}</Typography> : null}
    </>
  );
}

function Part({ title, empty, children }: { title: string; empty: string | undefined; children: ReactNode }) {
  return (
    <Box component="section" aria-label={title}>
      <Typography variant="h3" sx={{ mb: 0.5 }}>{title}</Typography>
      {empty ? <Typography variant="body2">{empty}</Typography> : <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none', display: 'grid', gap: 0.5, overflowWrap: 'anywhere' }}>{children}</Box>}
    </Box>
  );
}

interface DoseRowProps {
  readonly dose: RegistryDose;
  readonly isChosen: boolean;
  readonly mayTake: boolean;
  readonly onChoose: (key: string, on: boolean) => void;
}

function DoseRow({ dose, isChosen, mayTake, onChoose }: DoseRowProps) {
  const { t } = useTranslation();
  const dates = useDates();
  const { key } = dose;
  const name = `${dates.date(dose.date)} ${dose.vaccine}`;
  const more = [t(`registry.status.${dose.status}`), dose.number && t('registry.number', { number: dose.number }), dose.lot && t('registry.lot', { lot: dose.lot }), dose.manufacturer, dose.route, dose.site, dose.isValid === false && t('registry.invalid')].filter(Boolean).join(' · ');
  const here = dose.here === null ? t('registry.missing') : dose.here.isSame ? t('registry.same') : t('registry.alike');
  return (
    <Box component="li" data-testid="registry-dose" sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1, justifyContent: 'space-between', borderBottom: '1px solid', borderColor: 'divider', py: 0.5 }}>
      <Box sx={{ minWidth: 0, flex: '1 1 240px' }}>
        {mayTake && key !== null && dose.here?.isSame !== true ? <FormControlLabel control={<Checkbox checked={isChosen} onChange={(_, on) => onChoose(key, on)} />} label={name} /> : <Typography>{name}</Typography>}
        <Typography variant="body2">{more}</Typography>
        {key === null ? <Typography variant="body2">{t('registry.noKey')}</Typography> : null}
      </Box>
      <Chip size="small" variant={dose.here === null ? 'filled' : 'outlined'} color={dose.here === null ? 'primary' : 'default'} label={here} />
    </Box>
  );
}
