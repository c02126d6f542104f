import { conceptText, ofType, referenceOf, useChartSource, usePatientLabOrders, type InHouseTest } from '@carewright/core';
import type { Encounter, ServiceRequest } from '@carewright/fhir-client';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';

/** What a result answers, in which visit, and when it was done. */
export interface Context {
  readonly order?: string;
  readonly encounter?: string;
  readonly at?: string;
}

interface ResultContextProps {
  readonly patientId: string;
  readonly test: InHouseTest;
  readonly context: Context;
  readonly onChange: (context: Context) => void;
}

const own = 'https://carewright.example/fhir/CodeSystem/in-house-test';
const mostVisits = 10;

/** The order, the visit and the time of a result. Left alone, it answers none and was done now. */
export function ResultContext({ patientId, test, context, onChange }: ResultContextProps) {
  const { t } = useTranslation();
  const dates = useDates();
  const [time, setTime] = useState('');
  const orders = ofType<ServiceRequest>(usePatientLabOrders(patientId).data ?? [], 'ServiceRequest').filter((one) => one.status === 'active' && one.occurrenceTiming === undefined && isFor(one, test));
  const visits = ofType<Encounter>(useChartSource(patientId, 'encounters').resources, 'Encounter').filter((one) => one.status !== 'entered-in-error' && one.status !== 'cancelled').slice(0, mostVisits);
  const change = (name: keyof Context, value: string) => {
    const rest = Object.fromEntries(Object.entries(context).filter(([one]) => one !== name));
    onChange(value === '' ? rest : { ...rest, [name]: value });
  };
  const takeTime = (text: string) => {
    setTime(text);
    change('at', text === '' ? '' : new Date(text).toISOString());
  };
  const select = { inputLabel: { shrink: true }, select: { displayEmpty: true } };
  return (
    <>
      <TextField select label={t('inHouse.order')} value={context.order ?? ''} onChange={(event) => change('order', event.target.value)} slotProps={{ ...select, htmlInput: { 'data-testid': 'in-house-order' } }}>
        <MenuItem value="">{t(orders.length === 0 ? 'inHouse.noOrder' : 'inHouse.withoutOrder')}</MenuItem>
        {orders.map((one) => <MenuItem key={referenceOf(one)} value={referenceOf(one)}>{[conceptText(one.code), one.authoredOn ? dates.dateTime(one.authoredOn) : undefined].filter(Boolean).join(' · ')}</MenuItem>)}
      </TextField>
      <TextField select label={t('inHouse.visit')} value={context.encounter ?? ''} onChange={(event) => change('encounter', event.target.value)} slotProps={{ ...select, htmlInput: { 'data-testid': 'in-house-visit' } }}>
        <MenuItem value="">{t('inHouse.noVisit')}</MenuItem>
        {visits.map((one) => <MenuItem key={referenceOf(one)} value={referenceOf(one)}>{[one.period?.start ? dates.dateTime(one.period.start) : undefined, conceptText(one.type?.[0])].filter(Boolean).join(' · ') || referenceOf(one)}</MenuItem>)}
      </TextField>
      <TextField type="datetime-local" label={t('inHouse.doneAt')} value={time} onChange={(event) => takeTime(event.target.value)} helperText={t('inHouse.doneAtHelp')} slotProps={{ inputLabel: { shrink: true }, htmlInput: { 'data-testid': 'in-house-at' } }} />
    </>
  );
}

function isFor(order: ServiceRequest, test: InHouseTest): boolean {
  return order.code?.coding?.some((one) => (one.system === own && one.code === test.code) || (one.system === 'http://loinc.org' && test.analytes.some((analyte) => analyte.loinc === one.code))) === true;
}
