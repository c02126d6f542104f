import type { Patient } from '@carewright/fhir-client';
import Box from '@mui/material/Box';
import Drawer from '@mui/material/Drawer';
import Tab from '@mui/material/Tab';
import Tabs from '@mui/material/Tabs';
import useMediaQuery from '@mui/material/useMediaQuery';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ResourceDetail } from './detail/resource-detail';
import { PatientLine } from './patient-line';
import { AppointmentsPanel, ClaimsPanel, CoveragePanel, DemographicsPanel } from './panels/administrative';
import { AllergiesPanel } from './panels/allergies';
import { ImmunizationsPanel } from './panels/immunizations';
import { MedicationsPanel } from './panels/medications';
import { ProblemsPanel } from './panels/problems';
import { ResultsPanel } from './panels/results';
import { TimelinePanel } from './panels/timeline';
import { VitalsPanel } from './panels/vitals';
import type { ChartSources } from './use-chart';

interface ChartLayoutProps {
  readonly patient: Patient | undefined;
  readonly chart: ChartSources;
  readonly item: string | undefined;
  readonly onOpen: (reference: string | undefined) => void;
}

type AreaName = 'summary' | 'timeline' | 'workspace';

/** On a phone the long timeline comes last. */
const phoneOrder: readonly AreaName[] = ['summary', 'workspace', 'timeline'];

/** Three areas side by side on a wide screen, tabs on a tablet, one stack on a phone. An area without panels is not there. */
export function ChartLayout(props: ChartLayoutProps) {
  const { t } = useTranslation();
  const wide = useMediaQuery('(min-width:1200px)', { noSsr: true });
  const phone = useMediaQuery('(max-width:599.95px)', { noSsr: true });
  const areas = useAreas(props);
  const detail = props.item === undefined ? undefined : <ResourceDetail key={props.item} reference={props.item} onClose={() => props.onOpen(undefined)} onOpen={props.onOpen} />;
  const stacked = [...areas].sort((left, right) => phoneOrder.indexOf(left.name) - phoneOrder.indexOf(right.name));
  if (wide) return <WideChart areas={areas} detail={detail} />;
  return (
    <>
      {phone ? <Box sx={{ p: 1, display: 'grid', gap: 1 }}>{stacked.map((area) => <Stack key={area.name}>{area.panels}</Stack>)}</Box> : <TabbedChart areas={areas} />}
      <Drawer anchor="right" open={detail !== undefined} onClose={() => props.onOpen(undefined)} slotProps={{ paper: { 'aria-label': t('detail.label', { name: props.item ?? '' }), sx: { width: 'min(600px, 100vw)', backgroundImage: 'none' } } }}>
        {/* The drawer covers the banner: whose record this is must not be covered with it. */}
        {detail ? <PatientLine patient={props.patient} chart={props.chart} /> : null}
        {detail}
      </Drawer>
    </>
  );
}

interface ChartArea {
  readonly name: AreaName;
  readonly panels: readonly ReactNode[];
}

/** Panels in the order in which a working clinician reads them; a panel exists only if one of its sources may be seen. */
function useAreas({ patient, chart, item, onOpen }: ChartLayoutProps): readonly ChartArea[] {
  const actions = { selected: item, onOpen };
  const clinical = chart.vitals !== undefined;
  const demographics = <DemographicsPanel key="demographics" patient={patient} loading={patient === undefined} />;
  const all: readonly { name: AreaName; panels: readonly ReactNode[] }[] = [
    {
      name: 'summary',
      panels: [
        clinical ? undefined : demographics,
        chart.allergies && <AllergiesPanel key="allergies" data={chart.allergies} {...actions} />,
        chart.problems && <ProblemsPanel key="problems" patientId={chart.patientId} data={chart.problems} {...actions} />,
        chart.medications && <MedicationsPanel key="medications" patientId={chart.patientId} data={chart.medications} {...actions} />,
        chart.immunizations && <ImmunizationsPanel key="immunizations" data={chart.immunizations} {...actions} />,
        chart.coverage && <CoveragePanel key="coverage" data={chart.coverage} {...actions} />,
        clinical ? demographics : undefined,
      ],
    },
    {
      name: 'timeline',
      panels: [
        (chart.encounters ?? chart.notes) && <TimelinePanel key="timeline" encounters={chart.encounters} notes={chart.notes} {...actions} />,
        chart.appointments && <AppointmentsPanel key="appointments" data={chart.appointments} {...actions} />,
      ],
    },
    {
      name: 'workspace',
      panels: [
        chart.vitals && <VitalsPanel key="vitals" data={chart.vitals} {...actions} />,
        (chart.reports ?? chart.labs) && <ResultsPanel key="results" reports={chart.reports} labs={chart.labs} {...actions} />,
        chart.claims && <ClaimsPanel key="claims" data={chart.claims} {...actions} />,
      ],
    },
  ];
  return all.map((area) => ({ ...area, panels: area.panels.filter(Boolean) })).filter((area) => area.panels.length > 0);
}

function Stack({ children }: { children: ReactNode }) {
  return <Box sx={{ display: 'grid', gap: 1, alignContent: 'start', minWidth: 0 }}>{children}</Box>;
}

/** Each area scrolls by itself beneath the bar (48 px) and the banner, so that reading one never moves the others. */
const column = { minWidth: 0, maxHeight: 'calc(100vh - 56px - var(--banner-height, 62px))', overflowY: 'auto', pb: 1 } as const;

function WideChart({ areas, detail }: { areas: readonly ChartArea[]; detail: ReactNode }) {
  const { t } = useTranslation();
  const last = areas.at(-1)?.name;
  const columns = { summary: 'minmax(300px, 1fr)', timeline: 'minmax(300px, 1fr)', workspace: 'minmax(460px, 1.5fr)' };
  const template = areas.map((area) => columns[area.name]).join(' ');
  return (
    <Box sx={{ display: 'grid', gridTemplateColumns: areas.length === 1 && detail ? `${template} minmax(460px, 1fr)` : template, gap: 1, p: 1, pb: 0, alignItems: 'start' }}>
      {areas.map((area) => (
        <Box key={area.name} component="section" aria-label={t(`chart.areas.${area.name}`)} sx={{ ...column, ...(detail && area.name === last && areas.length > 1 ? { display: 'none' } : {}) }}>
          <Stack>{area.panels}</Stack>
        </Box>
      ))}
      {detail ? <Box sx={{ ...column, overflow: 'hidden', display: 'flex', border: '1px solid', borderColor: 'primary.main', borderRadius: 1, bgcolor: 'background.paper' }}>{detail}</Box> : null}
    </Box>
  );
}

function TabbedChart({ areas }: { areas: readonly ChartArea[] }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<AreaName>('summary');
  const current = areas.find((area) => area.name === chosen) ?? areas[0];
  if (!current) return null;
  return (
    <>
      <Tabs value={current.name} onChange={(_, name: AreaName) => setChosen(name)} aria-label={t('chart.title')} sx={{ px: 1, borderBottom: '1px solid', borderColor: 'divider', bgcolor: 'background.paper' }}>
        {areas.map((area) => <Tab key={area.name} value={area.name} label={t(`chart.areas.${area.name}`)} id={`tab-${area.name}`} aria-controls="chart-area" />)}
      </Tabs>
      <Box id="chart-area" role="tabpanel" aria-labelledby={`tab-${current.name}`} sx={{ p: 1 }}>
        <Box sx={{ columns: current.name === 'summary' ? 2 : 1, columnGap: 1, '& > *': { breakInside: 'avoid', mb: 1 } }}>{current.panels}</Box>
      </Box>
    </>
  );
}
