import { allergyState, conceptText, pastAllergies, reactionText, referenceOf, type ChartData } from '@carewright/core';
import type { AllergyIntolerance } from '@carewright/fhir-client';
import { Badge, Row, Rows } from '@carewright/ui';
import Button from '@mui/material/Button';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../../shell/dates';
import { codeWord } from '../../../shell/words';
import { ChartPanel } from '../chart-panel';
import type { PanelActions } from './types';

export function AllergiesPanel({ data, ...actions }: PanelActions & { data: ChartData }) {
  const { t } = useTranslation();
  const [past, setPast] = useState(false);
  const state = allergyState(data.resources);
  const known = state.kind === 'known' ? state.allergies : [];
  const over = pastAllergies(data.resources);
  const listed = past ? [...known, ...over] : known;
  return (
    <ChartPanel
      testId="panel-allergies" title={t('chart.allergies')} sources={[data]} count={known.length} empty={listed.length === 0}
      emptyText={state.kind === 'none-known' ? <Badge tone="success">{t('allergies.noneKnown')}</Badge> : <Badge tone="warning">{t('allergies.notRecorded')}</Badge>}
      actions={over.length > 0 ? <Button onClick={() => setPast(!past)} aria-pressed={past}>{past ? t('allergies.hidePast') : t('allergies.showPast')}</Button> : null}
    >
      <Rows label={t('chart.allergies')}>
        {listed.map((allergy) => <AllergyRow key={allergy.id} allergy={allergy} {...actions} />)}
      </Rows>
    </ChartPanel>
  );
}

function AllergyRow({ allergy, selected, onOpen }: PanelActions & { allergy: AllergyIntolerance }) {
  const { t } = useTranslation();
  const dates = useDates();
  const reference = referenceOf(allergy);
  const states = [allergy.clinicalStatus?.coding?.[0]?.code, allergy.verificationStatus?.coding?.[0]?.code];
  const unusual = states.filter((state) => state && !['active', 'confirmed'].includes(state)).map((state) => codeWord(t, 'verificationStatus', state));
  return (
    <Row
      onOpen={() => onOpen(reference)} selected={selected === reference}
      primary={<>{conceptText(allergy.code) ?? t('allergies.unnamed')} {allergy.criticality === 'high' ? <Badge tone="danger" strong>{t('allergies.high')}</Badge> : null}</>}
      secondary={[...unusual, reactionText(allergy) || t('allergies.noReaction')].join(' · ')} trailing={dates.date(allergy.recordedDate ?? allergy.onsetDateTime)}
    />
  );
}
