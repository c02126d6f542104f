import { roles, type GroupRole } from '@carewright/core';
import { Icon } from '@carewright/ui';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useTranslation } from 'react-i18next';
import { codeWord } from '../../../shell/words';

/** Roles that people of the clinic have: a directory gives no other. */
const staffRoles = roles.filter((role) => role !== 'patient' && role !== 'system-interface');

/** Which group has which role, from the top: the first that fits counts. */
export function GroupRoles({ value, onChange }: { value: readonly GroupRole[]; onChange: (value: readonly GroupRole[]) => void }) {
  const { t } = useTranslation();
  const put = (index: number, change: Partial<GroupRole>) => onChange(value.map((one, at) => (at === index ? { ...one, ...change } : one)));
  return (
    <>
      {value.map((one, index) => (
        <Box key={index} role="group" aria-label={t('directory.form.groupRow', { number: index + 1 })} data-testid="group-role" sx={{ display: 'grid', gap: 1, gridTemplateColumns: '1fr 1fr auto', alignItems: 'center' }}>
          <TextField label={t('directory.form.group')} value={one.group} onChange={(event) => put(index, { group: event.target.value })} required autoComplete="off" slotProps={{ htmlInput: { 'data-testid': 'group-name' } }} />
          <TextField select label={t('users.role')} value={one.role} onChange={(event) => put(index, { role: event.target.value })}>
            {staffRoles.map((role) => <MenuItem key={role} value={role}>{codeWord(t, 'role', role)}</MenuItem>)}
          </TextField>
          <IconButton onClick={() => onChange(value.filter((_, at) => at !== index))} aria-label={t('directory.form.removeGroup', { number: index + 1 })}><Icon name="close" /></IconButton>
        </Box>
      ))}
      <Button startIcon={<Icon name="add" />} onClick={() => onChange([...value, { group: '', role: 'nurse' }])} sx={{ justifySelf: 'start' }} data-testid="group-add">{t('directory.form.addGroup')}</Button>
    </>
  );
}
