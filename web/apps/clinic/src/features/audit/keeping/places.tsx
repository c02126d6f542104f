import { logKeeping, useAdministrationAct, useLogPlaces, type LogPlace, type PlaceState } from '@carewright/core';
import { Icon, Status } from '@carewright/ui';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../../shell/dates';
import { Failure } from '../../../shell/failure';
import { Line, Section } from '../../../shell/section';
import { Confirm } from './confirm';
import { PlaceDialog } from './place-dialog';
import { targetOf } from './place-draft';

/** The second places: what binds whoever holds this server lies there. */
export function Places() {
  const { t } = useTranslation();
  const places = useLogPlaces();
  const [editing, setEditing] = useState<LogPlace | 'new'>();
  const [removing, setRemoving] = useState<LogPlace>();
  const save = useAdministrationAct(logKeeping.changePlaces);
  const all = places.data?.places ?? [];
  const without = (name: string) => all.map((one) => one.settings).filter((one) => one.name !== name);
  const keep = (place: LogPlace) => save.mutate([...(editing === 'new' ? all.map((one) => one.settings) : without(editing?.name ?? '')), place], { onSuccess: () => setEditing(undefined) });
  return (
    <>
      <Typography sx={{ mb: 1.5, maxWidth: 760 }}>{t('logKeeping.placesText')}</Typography>
      {places.isSuccess && all.length === 0 ? <Alert severity="warning" sx={{ mb: 1.5 }}>{t('logKeeping.noPlaceWarning')}</Alert> : null}
      <Section
        title={t('logKeeping.places')} query={places} empty={t('logKeeping.noPlaces')} isEmpty={all.length === 0}
        action={<Button variant="contained" startIcon={<Icon name="add" />} onClick={() => { save.reset(); setEditing('new'); }} data-testid="place-add">{t('logKeeping.addPlace')}</Button>}
      >
        {all.map((one) => <PlaceLine key={one.settings.name} place={one} onEdit={() => { save.reset(); setEditing(one.settings); }} onRemove={() => { save.reset(); setRemoving(one.settings); }} />)}
      </Section>
      {editing ? <PlaceDialog place={editing === 'new' ? undefined : editing} taken={all.map((one) => one.settings.name)} error={save.error} busy={save.isPending} onSave={keep} onClose={() => setEditing(undefined)} /> : null}
      {removing ? (
        <Confirm
          title={t('logKeeping.removePlace', { name: removing.name })} act={t('logKeeping.remove')} busy={save.isPending} onClose={() => setRemoving(undefined)}
          onConfirm={() => save.mutate(without(removing.name), { onSuccess: () => setRemoving(undefined) })}
        >
          <Alert severity="warning">{t(all.length === 1 ? 'logKeeping.removeLast' : 'logKeeping.removeText')}</Alert>
          <Failure error={save.error} />
        </Confirm>
      ) : null}
    </>
  );
}

function PlaceLine({ place: { settings, progress }, onEdit, onRemove }: { place: PlaceState; onEdit: () => void; onRemove: () => void }) {
  const { t } = useTranslation();
  const dates = useDates();
  const state = progress.fault ? t('logKeeping.falls') : progress.at ? t('logKeeping.keepsUp') : t('logKeeping.nothingYet');
  return (
    <Line
      testId="place"
      actions={
        <>
          <Button onClick={onEdit} aria-label={t('logKeeping.editPlace', { name: settings.name })} data-testid="place-edit">{t('users.edit')}</Button>
          <Button color="error" onClick={onRemove} aria-label={t('logKeeping.removePlace', { name: settings.name })} data-testid="place-remove">{t('logKeeping.remove')}</Button>
        </>
      }
    >
      <Typography sx={{ fontWeight: 600 }}>{settings.name} <Status tone={progress.fault ? 'danger' : progress.at ? 'success' : 'neutral'}>{state}</Status></Typography>
      <Typography variant="body2" sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}>{[t(`logKeeping.kind.${settings.kind}`), targetOf(settings)].join(' · ')}</Typography>
      {progress.at ? <Typography variant="body2">{t('logKeeping.taken', { sequence: progress.sequence, date: dates.dateTime(progress.at) })}</Typography> : null}
      {progress.fault ? <Typography role="alert" variant="body2" sx={{ color: 'error.main', overflowWrap: 'anywhere' }}>{t('logKeeping.fault', { fault: progress.fault, date: progress.faultSince ? dates.dateTime(progress.faultSince) : '' })}</Typography> : null}
    </Line>
  );
}
