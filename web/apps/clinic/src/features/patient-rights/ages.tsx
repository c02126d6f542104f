import { careKinds, privacyDoors, useAges, usePrivacyAct, type AgeTable, type AgeTableDraft, type StateAges } from '@carewright/core';
import { Icon } from '@carewright/ui';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Line, Section } from '../../shell/section';
import { AgeChanges } from './age-changes';
import { AgeForm, ClinicStateForm } from './age-forms';
import { ReasonDialog } from './form-dialog';

/** From which ages on a parent sees less of a child's record, and nothing: law of the states, which the clinic fills in. */
export function Ages() {
  const { t } = useTranslation();
  const table = useAges();
  const [editing, setEditing] = useState<number | 'new' | 'state'>();
  const data = table.data;
  const lines = data?.ages ?? [];
  const close = () => setEditing(undefined);
  return (
    <>
      <Typography sx={{ mb: 1.5, maxWidth: 760 }}>{t('ages.intro')}</Typography>
      {data ? (
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center', mb: 2 }}>
          <Typography data-testid="ages-clinic">{data.state ? t('ages.clinicState', { state: data.state }) : t('ages.homeState')}</Typography>
          <Button onClick={() => setEditing('state')} data-testid="ages-state">{t('ages.change')}</Button>
        </Box>
      ) : null}
      <Section
        title={t('ages.title')} query={table} empty="" isEmpty={lines.length === 0}
        action={<Button variant="outlined" startIcon={<Icon name="add" />} disabled={!data} onClick={() => setEditing('new')} data-testid="ages-add">{t('ages.add')}</Button>}
      >
        {lines.map((line, index) => <AgeLine key={line.state} table={data} line={line} onEdit={() => setEditing(index)} />)}
      </Section>
      {data ? <AgeChanges changes={data.changes} /> : null}
      {data && editing === 'state' ? <ClinicStateForm table={data} onClose={close} /> : null}
      {data && editing !== undefined && editing !== 'state' ? <AgeForm table={data} index={editing === 'new' ? data.ages.length : editing} onClose={close} /> : null}
    </>
  );
}

function AgeLine({ table, line, onEdit }: { table: AgeTable | undefined; line: StateAges; onEdit: () => void }) {
  const { t } = useTranslation();
  const [removing, setRemoving] = useState(false);
  const name = line.state === '*' ? t('ages.others') : line.state;
  const remove = usePrivacyAct('ages', (client, reason: string) => {
    const draft: AgeTableDraft = { state: table?.state ?? null, ages: (table?.ages ?? []).filter((one) => one.state !== line.state), reason };
    return privacyDoors.setAges(client, draft);
  });
  return (
    <Line testId="age-line" actions={(
      <>
        <Button variant="outlined" onClick={onEdit} aria-label={t('ages.changeOf', { state: name })}>{t('ages.change')}</Button>
        {line.state === '*' ? null : <Button color="error" onClick={() => setRemoving(true)} aria-label={t('ages.removeOf', { state: name })}>{t('ages.remove')}</Button>}
      </>
    )}>
      <Typography sx={{ fontWeight: 600 }}>{name}</Typography>
      <Typography variant="body2">{t('ages.majorityAt', { age: line.majority })}</Typography>
      <Typography variant="body2">{careKinds.map((kind) => t((line.consent[kind] ?? 0) === 0 ? 'ages.consentAny' : 'ages.consentAt', { kind: t(`ages.kind.${kind}`), age: line.consent[kind] ?? 0 })).join(' · ')}</Typography>
      <Typography variant="body2" sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}>{line.source}</Typography>
      {removing ? <ReasonDialog title={t('ages.removeOf', { state: name })} action={t('ages.remove')} label={t('ages.reason')} help={t('ages.removeHelp')} act={remove} onClose={() => setRemoving(false)} /> : null}
    </Line>
  );
}
