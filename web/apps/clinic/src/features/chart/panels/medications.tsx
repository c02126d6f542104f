import { medicationList, referenceOf, useChartSource, type ChartData, type MedicationLine } from '@carewright/core';
import { Row, Rows } from '@carewright/ui';
import Button from '@mui/material/Button';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../../shell/dates';
import { codeWord } from '../../../shell/words';
import { ChartPanel } from '../chart-panel';
import type { PanelActions } from './types';

interface MedicationsPanelProps extends PanelActions {
  readonly patientId: string;
  readonly data: ChartData;
}

export function MedicationsPanel({ patientId, data, ...actions }: MedicationsPanelProps) {
  const { t } = useTranslation();
  const [past, setPast] = useState(false);
  const pastData = useChartSource(patientId, 'pastMedications', past);
  const active = medicationList(data.resources);
  const over = past ? medicationList(pastData.resources) : [];
  return (
    <ChartPanel
      testId="panel-medications" title={t('chart.medications')} sources={past ? [data, pastData] : [data]} count={active.length} empty={active.length + over.length === 0}
      emptyText={past ? t('medications.noneAtAll') : t('medications.none')}
      actions={<Button onClick={() => setPast(!past)} aria-pressed={past}>{past ? t('medications.hidePast') : t('medications.showPast')}</Button>}
    >
      <Rows label={t('chart.medications')}>
        {[...active, ...over].map((line) => <MedicationRow key={line.request.id} line={line} {...actions} />)}
      </Rows>
    </ChartPanel>
  );
}

function MedicationRow({ line, selected, onOpen }: PanelActions & { line: MedicationLine }) {
  const { t } = useTranslation();
  const dates = useDates();
  const reference = referenceOf(line.request);
  const state = line.request.status === 'active' ? '' : codeWord(t, 'requestStatus', line.request.status);
  return (
    <Row
      onOpen={() => onOpen(reference)} selected={selected === reference} primary={line.name ?? t('panel.unnamed')}
      secondary={[state, line.sig].filter(Boolean).join(' · ') || undefined} trailing={dates.date(line.request.authoredOn)}
    />
  );
}
