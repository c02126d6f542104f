import { useColorScheme } from '@mui/material/styles';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useTranslation } from 'react-i18next';
import { changeLanguage, languages, type Language } from './language';

const modes = ['system', 'light', 'dark'] as const;

export function ThemeSwitch() {
  const { t } = useTranslation();
  const { mode, setMode } = useColorScheme();
  return (
    <TextField select label={t('preferences.theme')} value={mode ?? 'system'} onChange={(event) => setMode(event.target.value as (typeof modes)[number])}>
      {modes.map((value) => (
        <MenuItem key={value} value={value}>{t(`preferences.${value}`)}</MenuItem>
      ))}
    </TextField>
  );
}

export function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  return (
    <TextField select label={t('preferences.language')} value={i18n.language} onChange={(event) => void changeLanguage(event.target.value as Language)}>
      {languages.map((value) => (
        <MenuItem key={value} value={value} lang={value}>{t(`preferences.languageName.${value}`)}</MenuItem>
      ))}
    </TextField>
  );
}
