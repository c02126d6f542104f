import { useAuditUsers } from '@carewright/core';
import Autocomplete from '@mui/material/Autocomplete';
import Box from '@mui/material/Box';
import TextField from '@mui/material/TextField';
import { useTranslation } from 'react-i18next';
import { codeWord } from '../../shell/words';

/** Who looked: one of the known users by name, or a name as typed, since the log also knows names that never got in. */
export function UserFilter({ value, onChange }: { value: string; onChange: (userName: string) => void }) {
  const { t } = useTranslation();
  const { data } = useAuditUsers();
  const users = data?.users ?? [];
  return (
    <Autocomplete
      freeSolo autoHighlight={false} size="small" options={users} value={users.find((user) => user.userName === value) ?? value} inputValue={value}
      onInputChange={(_, text) => onChange(text)} getOptionLabel={(option) => (typeof option === 'string' ? option : option.userName)}
      filterOptions={(options, { inputValue }) => options.filter((user) => `${user.userName} ${user.display}`.toLowerCase().includes(inputValue.trim().toLowerCase()))}
      slotProps={{ clearIndicator: { 'aria-label': t('audit.userClear') } }}
      renderOption={({ key, ...option }, user) => (
        <Box component="li" key={key} {...option} data-testid="audit-user-option">
          <Box sx={{ minWidth: 0 }}>
            <Box sx={{ fontWeight: 600, fontSize: '0.8125rem' }}>{user.display}</Box>
            <Box sx={{ color: 'text.secondary', fontSize: '0.75rem' }}>{[user.userName, codeWord(t, 'role', user.role), user.disabled ? t('users.disabled') : ''].filter(Boolean).join(' · ')}</Box>
          </Box>
        </Box>
      )}
      renderInput={(params) => (
        <TextField {...params} label={t('audit.user')} placeholder={t('audit.anyUser')} slotProps={{ ...params.slotProps, inputLabel: { ...params.slotProps.inputLabel, shrink: true }, htmlInput: { ...params.slotProps.htmlInput, spellCheck: false, 'data-testid': 'audit-filter-user' } }} />
      )}
    />
  );
}
