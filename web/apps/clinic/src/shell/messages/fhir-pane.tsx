import type { TriedResource, TryAnswer } from '@carewright/core';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { isChosen, leavesOf, namesOf, placesOf, sourcesOf, type Chosen, type Leaf } from './elements';
import { bringIntoView } from './message-pane';
import type { Place } from './paths';
import { moveAmong } from './roving';

interface FhirPaneProps {
  readonly label: string;
  readonly answer: TryAnswer;
  readonly chosen: Chosen;
  readonly onChoose: (places: readonly Place[]) => void;
}

/** What a message becomes: resource by resource, each value with its place in the message. */
export function FhirPane({ label, answer, chosen, onChoose }: FhirPaneProps) {
  const { t } = useTranslation();
  const names = useMemo(() => namesOf(answer.resources), [answer]);
  const pane = useRef<HTMLDivElement>(null);
  useEffect(() => {
    bringIntoView(pane.current);
  }, [chosen]);
  return (
    <Box ref={pane} role="region" aria-label={label} tabIndex={0} onKeyDown={moveAmong} data-testid="fhir-pane" sx={{ position: 'relative', maxHeight: { xs: '46vh', md: '68vh' }, overflow: 'auto', border: '1px solid', borderColor: 'divider', borderRadius: 1, bgcolor: 'background.paper', p: 1 }}>
      {answer.resources.length === 0 ? <Typography variant="body2" sx={{ p: 1 }}>{t('interfaces.try.nothing')}</Typography> : null}
      {answer.resources.map((resource, index) => <ResourceElements key={resource.key} resource={resource} names={names} isFirst={index === 0} chosen={chosen} onChoose={onChoose} />)}
    </Box>
  );
}

interface ResourceElementsProps {
  readonly resource: TriedResource;
  readonly names: ReadonlyMap<string, string>;
  readonly isFirst: boolean;
  readonly chosen: Chosen;
  readonly onChoose: (places: readonly Place[]) => void;
}

function ResourceElements({ resource, names, isFirst, chosen, onChoose }: ResourceElementsProps) {
  const { t } = useTranslation();
  const leaves = useMemo(() => leavesOf(resource.json), [resource]);
  return (
    <Box component="section" aria-label={names.get(resource.key)} sx={{ mb: 1.5 }}>
      <Typography variant="h3" sx={{ px: 0.5 }}>{names.get(resource.key)} <Box component="span" sx={{ fontWeight: 400, color: 'text.secondary', fontSize: '0.75rem' }}>{t(`interfaces.intent.${resource.intent}`)}</Box></Typography>
      {leaves.map((leaf, index) => <Element key={leaf.path} leaf={leaf} value={names.get(leaf.value) ?? leaf.value} sources={sourcesOf(leaf.path, resource.origins)} isEntry={isFirst && index === 0} chosen={chosen} onChoose={onChoose} />)}
      {resource.cleared.length > 0 ? <Typography variant="body2" sx={{ px: 0.5 }}>{t('interfaces.try.cleared', { elements: resource.cleared.join(', ') })}</Typography> : null}
    </Box>
  );
}

interface ElementProps {
  readonly leaf: Leaf;
  readonly value: string;
  readonly sources: readonly string[];
  readonly isEntry: boolean;
  readonly chosen: Chosen;
  readonly onChoose: (places: readonly Place[]) => void;
}

const small = { fontSize: '0.6875rem', color: 'text.secondary', overflowWrap: 'anywhere' } as const;

function Element({ leaf, value, sources, isEntry, chosen, onChoose }: ElementProps) {
  const { t } = useTranslation();
  const places = placesOf(sources);
  const isOn = isChosen(places, chosen);
  // What a map says of itself stands nowhere in the message.
  const from = sources.map((source) => (source.startsWith('map:') ? t('interfaces.try.byMap', { place: source.slice('map:'.length) }) : source)).join(', ');
  return (
    <Box
      component="button" type="button" data-roving data-chosen={isOn} data-element={leaf.path} aria-pressed={isOn} tabIndex={isOn || (isEntry && chosen.length === 0) ? 0 : -1} onClick={() => onChoose(places)}
      sx={{
        display: 'grid', gridTemplateColumns: { xs: 'minmax(0, 1fr)', sm: 'minmax(0, 1fr) minmax(0, 1.2fr) minmax(0, 0.7fr)' }, columnGap: 1, width: '100%', minHeight: 24, px: 0.5, py: 0.25, font: 'inherit', fontSize: '0.75rem', color: 'inherit', textAlign: 'left',
        bgcolor: 'transparent', border: '1px solid transparent', borderRadius: 0.5, cursor: 'pointer', '&:hover': { bgcolor: 'action.hover' }, '&[data-chosen="true"]': { bgcolor: 'action.selected', borderColor: 'primary.main' },
      }}
    >
      <Box component="span" sx={small}>{leaf.path}</Box>
      <Box component="span" sx={{ overflowWrap: 'anywhere', fontWeight: 550 }}>{value}</Box>
      <Box component="span" sx={small}>{from}</Box>
    </Box>
  );
}
