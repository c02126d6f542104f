import { clinicDirectories, settingsOf, useAdministrationAct, type ClinicDirectory } from '@carewright/core';
import { Status } from '@carewright/ui';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../../shell/failure';
import { Line } from '../../../shell/section';
import { useStepUp } from '../../../shell/step-up';
import { codeWord } from '../../../shell/words';
import { Addresses } from './addresses';
import { Links } from './links';
import { RemoveDirectory } from './remove-directory';
import { TestResult } from './test-result';

/** One directory: its state, what it decides, the addresses it has to know, and whose accounts it opens. */
export function DirectoryLine({ entry, onEdit }: { entry: ClinicDirectory; onEdit: () => void }) {
  const { t } = useTranslation();
  const stepUp = useStepUp();
  const [removing, setRemoving] = useState(false);
  const { directory } = entry;
  const test = useAdministrationAct((client) => clinicDirectories.test(client, directory.id));
  const turn = useAdministrationAct((client, isEnabled: boolean) => clinicDirectories.put(client, directory.id, { ...settingsOf(entry), isEnabled }));
  const named = { name: directory.name };
  const mayTurnOn = test.data?.works === true;
  return (
    <Line
      testId="directory"
      actions={
        <>
          <Button loading={test.isPending} onClick={() => test.mutate(undefined)} aria-label={t('directory.testNamed', named)} data-testid="directory-test">{t('directory.test')}</Button>
          {directory.isEnabled
            ? <Button color="error" loading={turn.isPending} onClick={() => stepUp(() => turn.mutate(false))} aria-label={t('directory.turnOffNamed', named)} data-testid="directory-off">{t('directory.turnOff')}</Button>
            : <Button variant="outlined" disabled={!mayTurnOn} loading={turn.isPending} onClick={() => stepUp(() => turn.mutate(true))} aria-label={t('directory.turnOnNamed', named)} data-testid="directory-on">{t('directory.turnOn')}</Button>}
          <Button onClick={onEdit} aria-label={t('directory.editNamed', named)} data-testid="directory-edit">{t('users.edit')}</Button>
          <Button color="error" onClick={() => setRemoving(true)} aria-label={t('directory.removeNamed', named)} data-testid="directory-remove">{t('directory.remove')}</Button>
        </>
      }
    >
      <Typography sx={{ fontWeight: 600 }}>{directory.name} <Status tone={directory.isEnabled ? 'success' : 'neutral'}>{t(directory.isEnabled ? 'directory.on' : 'directory.off')}</Status></Typography>
      <Typography variant="body2" sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}>{directory.issuer}</Typography>
      <Box component="ul" sx={{ my: 1, pl: 2.5 }}>
        {rules(entry).map((rule) => <Typography key={rule.key} component="li" variant="body2" sx={{ overflowWrap: 'anywhere' }}>{t(`directory.rule.${rule.key}`, rule.holes)}</Typography>)}
        {directory.roles.map(({ group, role }) => <Typography key={group} component="li" variant="body2" sx={{ overflowWrap: 'anywhere' }}>{t('directory.groupIs', { group, role: codeWord(t, 'role', role) })}</Typography>)}
      </Box>
      {directory.isEnabled || mayTurnOn ? null : <Typography variant="body2">{t('directory.testFirst')}</Typography>}
      {test.data ? <TestResult result={test.data} /> : null}
      <Failure error={test.error ?? turn.error} />
      <Addresses entry={entry} />
      <Links entry={entry} />
      {removing ? <RemoveDirectory entry={entry} onClose={() => setRemoving(false)} /> : null}
    </Line>
  );
}

/** What the settings mean, as keys of sentences. */
function rules({ directory }: ClinicDirectory): readonly { key: string; holes: Record<string, string> }[] {
  const account = directory.makesAccounts ? 'makes' : directory.linksByName ? 'byName' : 'byHand';
  return [
    { key: account, holes: { claim: directory.nameClaim } },
    directory.trustedFactors.length > 0 ? { key: 'trusts', holes: { values: directory.trustedFactors.join(', ') } } : { key: 'trustsNothing', holes: {} },
    ...(directory.roles.length === 0 ? [{ key: 'noGroups', holes: {} }] : []),
  ];
}
