import { useClinicDirectories, useOwnAccount, type ClinicDirectory } from '@carewright/core';
import { Icon } from '@carewright/ui';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../../shell/page';
import { Section } from '../../../shell/section';
import { StepUpProvider } from '../../../shell/step-up';
import { UsersNav } from '../../../shell/sub-nav';
import { DirectoryDialog } from './directory-dialog';
import { DirectoryLine } from './directory-line';

/** The clinic's directories: by which of them people sign in, and what each may decide. */
export function Directories() {
  const { t } = useTranslation();
  const directories = useClinicDirectories();
  const own = useOwnAccount();
  const [editing, setEditing] = useState<ClinicDirectory | 'new'>();
  const all = directories.data?.directories ?? [];
  const content = (
    <>
      <Section
        title={t('directory.list')} query={directories} empty={t('directory.none')} isEmpty={all.length === 0}
        action={<Button variant="contained" startIcon={<Icon name="add" />} disabled={!own.data} onClick={() => setEditing('new')} data-testid="directory-add">{t('directory.add')}</Button>}
      >
        {all.map((one) => <DirectoryLine key={one.directory.id} entry={one} onEdit={() => setEditing(one)} />)}
      </Section>
      {editing ? <DirectoryDialog entry={editing === 'new' ? undefined : editing} taken={all.map((one) => one.directory.id)} onClose={() => setEditing(undefined)} /> : null}
    </>
  );
  return (
    <Page title={t('directory.title')}>
      <UsersNav />
      <Typography sx={{ mb: 1.5, maxWidth: 760 }}>{t('directory.intro')}</Typography>
      {own.data ? <StepUpProvider own={own.data}>{content}</StepUpProvider> : content}
    </Page>
  );
}
