import type { RegistryPerson } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../../shell/dates';

interface CandidatesProps {
  readonly persons: readonly RegistryPerson[];
  readonly pending: boolean;
  readonly onChoose: (place: number) => void;
}

/** Those whom the registry may mean; it is asked again for the one that is chosen. */
export function Candidates({ persons, pending, onChoose }: CandidatesProps) {
  const { t } = useTranslation();
  const dates = useDates();
  return (
    <>
      <Alert severity="warning">{t('registry.Several')}</Alert>
      <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none', display: 'grid', gap: 1 }}>
        {persons.map((person) => (
          <Box component="li" key={person.place} data-testid="registry-candidate" sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center', justifyContent: 'space-between' }}>
            <Box sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
              <Typography sx={{ fontWeight: 650 }}>{person.name}</Typography>
              <Typography variant="body2">{[dates.date(person.birthDate), person.gender, person.address].filter(Boolean).join(' · ')}</Typography>
            </Box>
            <Button variant="outlined" disabled={pending} onClick={() => onChoose(person.place)}>{t('registry.this', { name: person.name })}</Button>
          </Box>
        ))}
      </Box>
    </>
  );
}
