import { conceptText, conditionDate, problemList, referenceOf, useChartSource, type ChartData } from '@carewright/core';
import type { Condition } from '@carewright/fhir-client';
import { Row, Rows } from '@carewright/ui';
import Button from '@mui/material/Button';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../../shell/dates';
import { codeWord } from '../../../shell/words';
import { ChartPanel } from '../chart-panel';
import type { PanelActions } from './types';

interface ProblemsPanelProps extends PanelActions {
  readonly patientId: string;
  readonly data: ChartData;
}

export function ProblemsPanel({ patientId, data, ...actions }: ProblemsPanelProps) {
  const { t } = useTranslation();
  const [past, setPast] = useState(false);
  const pastData = useChartSource(patientId, 'pastProblems', past);
  const active = problemList(data.resources);
  const over = past ? problemList(pastData.resources) : [];
  return (
    <ChartPanel
      testId="panel-problems" title={t('chart.problems')} sources={past ? [data, pastData] : [data]} count={active.length} empty={active.length + over.length === 0}
      emptyText={past ? t('problems.noneAtAll') : t('problems.none')}
      actions={<Button onClick={() => setPast(!past)} aria-pressed={past}>{past ? t('problems.hidePast') : t('problems.showPast')}</Button>}
    >
      <Rows label={t('chart.problems')}>
        {[...active, ...over].map((condition) => <ProblemRow key={condition.id} condition={condition} {...actions} />)}
      </Rows>
    </ChartPanel>
  );
}

function ProblemRow({ condition, selected, onOpen }: PanelActions & { condition: Condition }) {
  const { t } = useTranslation();
  const dates = useDates();
  const reference = referenceOf(condition);
  const state = condition.clinicalStatus?.coding?.[0]?.code;
  const doubt = condition.verificationStatus?.coding?.[0]?.code;
  const notes = [
    state && state !== 'active' ? codeWord(t, 'clinicalStatus', state) : '',
    doubt && doubt !== 'confirmed' ? codeWord(t, 'verificationStatus', doubt) : '',
    conceptText(condition.severity) ?? '',
  ];
  return (
    <Row
      onOpen={() => onOpen(reference)} selected={selected === reference} primary={conceptText(condition.code) ?? t('panel.unnamed')}
      secondary={notes.filter(Boolean).join(' · ') || undefined} trailing={dates.date(conditionDate(condition))}
    />
  );
}
