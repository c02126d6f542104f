import { inHouseDoors, useInHouseAct, type InHouseSetup } from '@carewright/core';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../../shell/card';
import { useDates } from '../../../shell/dates';
import { Failure } from '../../../shell/failure';

/** Who was found able to perform which test, and until when. */
export function Competencies({ setup: { staff, tests } }: { setup: InHouseSetup }) {
  const { t } = useTranslation();
  const dates = useDates();
  const today = dates.today();
  const nameOf = (code: string) => tests.find((test) => test.code === code)?.name ?? code;
  const held = staff.flatMap((person) => person.competencies.map((one) => ({ ...one, name: person.name, isOver: one.expires < today }))).sort((left, right) => left.expires.localeCompare(right.expires));
  return (
    <Card title={t('inHouse.setup.competencies')}>
      {held.length === 0 ? <Typography variant="body2" sx={{ color: 'text.secondary' }}>{t('inHouse.setup.noCompetencies')}</Typography> : null}
      {held.map((one) => (
        <Typography key={`${one.name}${one.test}`} variant="body2" sx={{ overflowWrap: 'anywhere', color: one.isOver ? 'error.main' : 'text.primary' }} data-testid="competency">
          {t(one.isOver ? 'inHouse.setup.competencyOver' : 'inHouse.setup.competency', { name: one.name, test: nameOf(one.test), date: dates.date(one.expires) })}
        </Typography>
      ))}
      <CompetencyForm staff={staff} tests={tests} today={today} />
    </Card>
  );
}

function CompetencyForm({ staff, tests, today }: Pick<InHouseSetup, 'staff' | 'tests'> & { today: string }) {
  const { t } = useTranslation();
  const [person, setPerson] = useState('');
  const [test, setTest] = useState('');
  const [since, setSince] = useState(today);
  const [expires, setExpires] = useState('');
  const assess = useInHouseAct(inHouseDoors.assess);
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    assess.mutate({ practitioner: person, test, since, expires });
  };
  return (
    <Box component="form" onSubmit={send} sx={{ display: 'grid', gap: 1.5 }}>
      <TextField select required label={t('inHouse.setup.person')} value={person} onChange={(event) => setPerson(event.target.value)} slotProps={{ htmlInput: { 'data-testid': 'competency-person' } }}>
        {staff.map((one) => <MenuItem key={one.practitioner} value={one.practitioner}>{one.name}</MenuItem>)}
      </TextField>
      <TextField select required label={t('inHouse.test')} value={test} onChange={(event) => setTest(event.target.value)} slotProps={{ htmlInput: { 'data-testid': 'competency-test' } }}>
        {tests.map((one) => <MenuItem key={one.code} value={one.code}>{one.name}</MenuItem>)}
      </TextField>
      <TextField required type="date" label={t('inHouse.setup.assessed')} value={since} onChange={(event) => setSince(event.target.value)} slotProps={{ inputLabel: { shrink: true } }} />
      <TextField required type="date" label={t('inHouse.setup.lastDay')} value={expires} onChange={(event) => setExpires(event.target.value)} slotProps={{ inputLabel: { shrink: true }, htmlInput: { 'data-testid': 'competency-expires' } }} />
      <Failure error={assess.error} />
      <Box><Button type="submit" variant="contained" disabled={person === '' || test === '' || expires < since || assess.isPending} data-testid="competency-save">{t('inHouse.setup.save')}</Button></Box>
    </Box>
  );
}
