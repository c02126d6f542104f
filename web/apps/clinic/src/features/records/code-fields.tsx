import TextField from '@mui/material/TextField';
import { useTranslation } from 'react-i18next';

/** The code that was handed over, and the date of birth of whose record it is. */
export function CodeFields() {
  const { t } = useTranslation();
  return (
    <>
      <TextField name="code" label={t('records.code')} helperText={t('records.codeHelp')} required autoFocus autoComplete="one-time-code" slotProps={{ htmlInput: { 'data-testid': 'join-code', autoCapitalize: 'characters', spellCheck: false } }} />
      <TextField name="birthDate" type="date" label={t('records.birthDate')} helperText={t('records.birthDateHelp')} required slotProps={{ inputLabel: { shrink: true }, htmlInput: { 'data-testid': 'join-birth-date' } }} />
    </>
  );
}
