import { passkeysWork, useSession, useSessionControls, type FactorAdded } from '@carewright/core';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FrontDoor } from '../../shell/front-door';
import { AddApp } from './add-app';
import { AddPasskey } from './add-passkey';
import { RecoveryCodes } from './recovery-codes';

/** Stands before everything else for whoever must set up a second factor first. */
export function Enrolment() {
  const { t } = useTranslation();
  const { enter, signOut } = useSessionControls();
  const kinds = (useSession().mustEnrol ?? []).filter((kind) => kind !== 'passkey' || passkeysWork());
  const [chosen, setChosen] = useState<'totp' | 'passkey'>();
  const [added, setAdded] = useState<FactorAdded>();
  const kind = chosen ?? (kinds.length === 1 ? kinds[0] : undefined);
  const take = (result: FactorAdded) => (result.recoveryCodes ? setAdded(result) : enter(result.session));
  if (added?.recoveryCodes) {
    return <FrontDoor title={t('account.codes.title')}><RecoveryCodes codes={added.recoveryCodes} onDone={() => enter(added.session)} /></FrontDoor>;
  }
  return (
    <FrontDoor title={t('account.enrol.title')}>
      {kind === undefined ? <Typography variant="body2">{t('account.enrol.text')}</Typography> : null}
      {kind === undefined ? kinds.map((one) => <Button key={one} variant="outlined" size="large" onClick={() => setChosen(one)} data-testid={`enrol-${one}`}>{t(`account.enrol.${one}`)}</Button>) : null}
      {kind === 'totp' ? <AddApp onAdded={take} /> : null}
      {kind === 'passkey' ? <AddPasskey onAdded={take} /> : null}
      {chosen && kinds.length > 1 ? <Button color="inherit" onClick={() => setChosen(undefined)}>{t('account.enrol.other')}</Button> : null}
      <Button color="inherit" onClick={() => void signOut('signed-out')}>{t('user.signOut')}</Button>
    </FrontDoor>
  );
}
