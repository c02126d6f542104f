import type { Policy, PolicyGrant } from '@carewright/core';
import { Icon } from '@carewright/ui';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import Paper from '@mui/material/Paper';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { codeWord } from '../../shell/words';
import { GrantDialog } from './grant-dialog';
import { useGrantWords } from './grant-words';
import { grantsOf, sections, withGrants, type Section } from './role-grants';

interface Place {
  readonly section: Section;
  readonly index: number | undefined;
}

/** One role's grants in words; each can be changed, added or taken away. */
export function RoleEditor({ policy, onChange }: { policy: Policy; onChange: (policy: Policy) => void }) {
  const { t } = useTranslation();
  const roles = Object.keys(policy.roles);
  const [chosen, setChosen] = useState(roles[0] ?? '');
  const [editing, setEditing] = useState<Place>();
  const role = policy.roles[chosen];
  const put = (section: Section, grants: PolicyGrant[]) => onChange(withGrants(policy, chosen, section, grants));
  return (
    <>
      <TextField select label={t('users.role')} value={chosen} onChange={(event) => setChosen(event.target.value)} size="small" sx={{ minWidth: 240, mb: 1 }}>
        {roles.map((name) => <MenuItem key={name} value={name}>{codeWord(t, 'role', name)}</MenuItem>)}
      </TextField>
      {role?.explanation ? <Typography variant="body2" sx={{ mb: 1 }}>{role.explanation}</Typography> : null}
      {role ? sections.map((section) => (
        <Box component="section" key={section} sx={{ mb: 2 }}>
          <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, flexWrap: 'wrap' }}>
            <Typography variant="h2" sx={{ flex: 1 }}>{t(`policies.section.${section}`)}</Typography>
            <Button startIcon={<Icon name="add" />} onClick={() => setEditing({ section, index: undefined })}>{t('policies.addGrant')}</Button>
          </Box>
          {grantsOf(role, section).map((grant, index, all) => (
            <Grant key={index} grant={grant} number={index + 1} onEdit={() => setEditing({ section, index })} onRemove={() => put(section, all.filter((_, one) => one !== index))} />
          ))}
        </Box>
      )) : null}
      {editing && role ? (
        <GrantDialog
          grant={editing.index === undefined ? undefined : grantsOf(role, editing.section)[editing.index]} policy={policy} onClose={() => setEditing(undefined)}
          onSave={(grant) => {
            const all = grantsOf(role, editing.section);
            put(editing.section, editing.index === undefined ? [...all, grant] : all.map((one, index) => (index === editing.index ? grant : one)));
            setEditing(undefined);
          }}
        />
      ) : null}
    </>
  );
}

function Grant({ grant, number, onEdit, onRemove }: { grant: PolicyGrant; number: number; onEdit: () => void; onRemove: () => void }) {
  const { t } = useTranslation();
  const words = useGrantWords();
  return (
    <Paper data-testid="policy-grant" sx={{ border: '1px solid', borderColor: 'divider', p: 1.25, mt: 1, display: 'flex', flexWrap: 'wrap', gap: 1 }}>
      <Box sx={{ flex: '1 1 320px', minWidth: 0, fontSize: '0.8125rem', overflowWrap: 'anywhere' }}>
        {words(grant).map((line) => <div key={line}>{line}</div>)}
        {grant.because ? <Box sx={{ color: 'text.secondary' }}>{grant.because}</Box> : null}
      </Box>
      <Button onClick={onEdit} aria-label={t('policies.editGrant', { number })}>{t('users.edit')}</Button>
      <Button color="error" onClick={onRemove} aria-label={t('policies.removeGrant', { number })}>{t('policies.remove')}</Button>
    </Paper>
  );
}
