import { activeProblems, conceptText, ofType, periodUnits, priorities, questionsOf, referenceOf, type OrderDraft, type PeriodUnit, type Priority } from '@carewright/core';
import type { Coverage, FhirResource } from '@carewright/fhir-client';
import Box from '@mui/material/Box';
import Checkbox from '@mui/material/Checkbox';
import FormControl from '@mui/material/FormControl';
import FormControlLabel from '@mui/material/FormControlLabel';
import FormLabel from '@mui/material/FormLabel';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useTranslation } from 'react-i18next';
import { Card } from '../../shell/card';
import { QuestionField } from './question-field';

interface OrderDetailsProps {
  readonly draft: OrderDraft;
  readonly problems: readonly FhirResource[];
  readonly coverages: readonly FhirResource[];
  readonly set: (change: Partial<OrderDraft>) => void;
}

const most = 100;
const within = (text: string) => Math.max(1, Math.min(most, Math.trunc(Number(text)) || 1));

/** How soon, when and why; and what the laboratories ask. */
export function OrderDetails({ draft, problems, coverages, set }: OrderDetailsProps) {
  const { t } = useTranslation();
  const questions = questionsOf(draft.tests);
  return (
    <>
      <Card title={t('laborders.when')}>
        <Box sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: { xs: 'minmax(0, 1fr)', sm: 'repeat(3, minmax(0, 1fr))' } }}>
          <TextField select label={t('laborders.priority')} value={draft.priority} onChange={(event) => set({ priority: event.target.value as Priority })} slotProps={{ htmlInput: { 'data-testid': 'priority' } }}>
            {priorities.map((one) => <MenuItem key={one} value={one}>{t(`laborders.priorities.${one}`)}</MenuItem>)}
          </TextField>
          <TextField select label={t('laborders.collect')} value={draft.collect} onChange={(event) => set({ collect: event.target.value as OrderDraft['collect'] })} slotProps={{ htmlInput: { 'data-testid': 'collect' } }}>
            {(['later', 'now', 'standing'] as const).map((one) => <MenuItem key={one} value={one}>{t(`laborders.collects.${one}`)}</MenuItem>)}
          </TextField>
          {draft.collect === 'now' ? null : <TextField type="date" label={t(draft.collect === 'standing' ? 'laborders.from' : 'laborders.collectOn')} value={draft.collectOn} onChange={(event) => set({ collectOn: event.target.value })} slotProps={{ inputLabel: { shrink: true }, htmlInput: { 'data-testid': 'collect-on' } }} />}
        </Box>
        {draft.collect === 'standing' ? <Standing draft={draft} set={set} /> : null}
      </Card>
      <Reasons draft={draft} problems={problems} set={set} />
      <Insurance draft={draft} coverages={coverages} set={set} />
      {questions.length > 0 ? (
        <Card title={t('laborders.questions')}>
          {questions.map((question) => <QuestionField key={question.code} question={question} answer={draft.answers[question.code] ?? ''} onAnswer={(answer) => set({ answers: { ...draft.answers, [question.code]: answer } })} />)}
        </Card>
      ) : null}
      <Card title={t('laborders.note')}>
        <TextField label={t('laborders.noteLabel')} value={draft.note} onChange={(event) => set({ note: event.target.value })} multiline minRows={2} slotProps={{ htmlInput: { 'data-testid': 'order-note', maxLength: 2000 } }} />
      </Card>
    </>
  );
}

function Standing({ draft, set }: Pick<OrderDetailsProps, 'draft' | 'set'>) {
  const { t } = useTranslation();
  return (
    <Box sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: { xs: 'repeat(2, minmax(0, 1fr))', sm: 'repeat(4, minmax(0, 1fr))' } }}>
      <TextField type="number" label={t('laborders.every')} value={draft.every} onChange={(event) => set({ every: within(event.target.value) })} slotProps={{ htmlInput: { min: 1, max: most, 'data-testid': 'every' } }} />
      <TextField select label={t('laborders.unit')} value={draft.unit} onChange={(event) => set({ unit: event.target.value as PeriodUnit })}>
        {periodUnits.map((unit) => <MenuItem key={unit} value={unit}>{t(`laborders.units.${unit}`)}</MenuItem>)}
      </TextField>
      <TextField type="number" label={t('laborders.times')} value={draft.until === '' ? draft.times : ''} disabled={draft.until !== ''} onChange={(event) => set({ times: within(event.target.value) })} slotProps={{ htmlInput: { min: 1, max: most, 'data-testid': 'times' } }} />
      <TextField type="date" label={t('laborders.until')} value={draft.until} onChange={(event) => set({ until: event.target.value })} slotProps={{ inputLabel: { shrink: true }, htmlInput: { 'data-testid': 'until' } }} />
    </Box>
  );
}

/** Who is to pay: the insurance that goes with the order. */
function Insurance({ draft, coverages, set }: Pick<OrderDetailsProps, 'draft' | 'coverages' | 'set'>) {
  const { t } = useTranslation();
  const active = ofType<Coverage>(coverages, 'Coverage').filter((one) => one.status === 'active').sort((left, right) => (left.order ?? most) - (right.order ?? most));
  return (
    <Card title={t('laborders.insurance')}>
      <TextField select label={t('laborders.payer')} value={draft.coverage} onChange={(event) => set({ coverage: event.target.value })} helperText={active.length === 0 ? t('laborders.noInsurance') : undefined} slotProps={{ inputLabel: { shrink: true }, select: { displayEmpty: true }, htmlInput: { 'data-testid': 'coverage' } }}>
        <MenuItem value="">{t('laborders.notNamed')}</MenuItem>
        {active.map((one) => <MenuItem key={referenceOf(one)} value={referenceOf(one)}>{[one.payor[0]?.display ?? conceptText(one.type), one.subscriberId].filter(Boolean).join(' · ') || referenceOf(one)}</MenuItem>)}
      </TextField>
    </Card>
  );
}

function Reasons({ draft, problems, set }: Omit<OrderDetailsProps, 'coverages'>) {
  const { t } = useTranslation();
  const toggle = (reference: string, isOn: boolean) => set({ problems: isOn ? [...draft.problems, reference] : draft.problems.filter((one) => one !== reference) });
  const active = activeProblems(problems);
  return (
    <Card title={t('laborders.reasons')}>
      {active.length > 0 ? (
        <FormControl component="fieldset">
          <FormLabel component="legend">{t('laborders.problems')}</FormLabel>
          <Box sx={{ maxHeight: 220, overflowY: 'auto', display: 'grid' }}>
            {active.map((problem) => {
              const reference = referenceOf(problem);
              return <FormControlLabel key={reference} control={<Checkbox checked={draft.problems.includes(reference)} onChange={(_, isOn) => toggle(reference, isOn)} />} label={conceptText(problem.code) ?? reference} data-testid="reason-problem" />;
            })}
          </Box>
        </FormControl>
      ) : null}
      <Box sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: { xs: 'minmax(0, 1fr)', sm: '1fr 2fr' } }}>
        <TextField label={t('laborders.reasonCode')} value={draft.reasonCode} onChange={(event) => set({ reasonCode: event.target.value.toUpperCase() })} slotProps={{ htmlInput: { spellCheck: false, 'data-testid': 'reason-code', maxLength: 10 } }} />
        <TextField label={t('laborders.reasonText')} value={draft.reasonText} onChange={(event) => set({ reasonText: event.target.value })} slotProps={{ htmlInput: { 'data-testid': 'reason-text', maxLength: 200 } }} />
      </Box>
    </Card>
  );
}
