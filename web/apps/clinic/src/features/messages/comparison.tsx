import { Badge } from '@carewright/ui';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { Card } from '../../shell/card';
import { compare, personParts, type Likeness, type PersonFacts } from './person-facts';

interface ComparisonProps {
  readonly name: string;
  readonly said: PersonFacts;
  readonly here: PersonFacts;
  readonly onChoose: (differing: number) => void;
}

const cell = { p: 0.75, verticalAlign: 'top', textAlign: 'left', fontSize: '0.8125rem', overflowWrap: 'anywhere', borderTop: '1px solid', borderColor: 'divider' } as const;

/** A person of the record beside the message's, part by part: what differs has a word, a frame and bold letters. */
export function Comparison({ name, said, here, onChoose }: ComparisonProps) {
  const { t } = useTranslation();
  const rows = personParts.map((part) => ({ part, likeness: compare(part, said, here) })).filter(({ part }) => said[part].length + here[part].length > 0);
  const differing = rows.filter((row) => row.likeness === 'differs').length;
  return (
    <Card title={name}>
      <Typography variant="body2" sx={{ fontWeight: 600 }}>{differing === 0 ? t('messages.who.allSame') : t('messages.who.differing', { count: differing })}</Typography>
      <Box component="table" sx={{ width: '100%', borderCollapse: 'collapse', tableLayout: 'fixed' }} data-testid="comparison">
        <thead>
          <tr>
            <Box component="th" scope="col" sx={{ ...cell, width: { xs: '24%', sm: '20%' }, borderTop: 0 }}>{t('messages.who.part')}</Box>
            <Box component="th" scope="col" sx={{ ...cell, borderTop: 0 }}>{t('messages.who.inMessage')}</Box>
            <Box component="th" scope="col" sx={{ ...cell, borderTop: 0 }}>{t('messages.who.inRecord')}</Box>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ part, likeness }) => (
            <Box component="tr" key={part} data-likeness={likeness} sx={{ '&[data-likeness="differs"]': { bgcolor: 'action.hover', boxShadow: 'inset 3px 0 0 var(--mui-palette-warning-main)' } }}>
              <Box component="th" scope="row" sx={{ ...cell, fontWeight: 400, color: 'text.secondary' }}>{t(`messages.part.${part}`)}<Mark likeness={likeness} /></Box>
              <Values values={said[part]} likeness={likeness} />
              <Values values={here[part]} likeness={likeness} />
            </Box>
          ))}
        </tbody>
      </Box>
      <Box><Button variant="contained" onClick={() => onChoose(differing)} data-testid="choose-person">{t('messages.who.this', { name })}</Button></Box>
    </Card>
  );
}

function Mark({ likeness }: { likeness: Likeness }) {
  const { t } = useTranslation();
  if (likeness === 'apart' || likeness === 'unsaid') return null;
  if (likeness === 'differs') return <Box component="span" sx={{ display: 'block' }}><Badge tone="warning">{t('messages.who.differs')}</Badge></Box>;
  return <Box component="span" sx={{ display: 'block', fontSize: '0.6875rem' }}>{t(`messages.who.${likeness}`)}</Box>;
}

function Values({ values, likeness }: { values: readonly string[]; likeness: Likeness }) {
  const { t } = useTranslation();
  return (
    <Box component="td" sx={{ ...cell, fontWeight: likeness === 'differs' ? 700 : 400, color: values.length === 0 ? 'text.secondary' : 'text.primary' }}>
      {values.length === 0 ? t('messages.who.unsaid') : values.map((value) => <div key={value}>{value}</div>)}
    </Box>
  );
}

/** What the message says of the person, where there is nobody to compare with. */
export function PersonList({ facts }: { facts: PersonFacts }) {
  const { t } = useTranslation();
  return (
    <Box component="dl" sx={{ m: 0, display: 'grid', gridTemplateColumns: 'auto minmax(0, 1fr)', columnGap: 1.5, rowGap: 0.5, fontSize: '0.8125rem' }}>
      {personParts.filter((part) => facts[part].length > 0).map((part) => (
        <Box key={part} sx={{ display: 'contents' }}>
          <Box component="dt" sx={{ color: 'text.secondary' }}>{t(`messages.part.${part}`)}</Box>
          <Box component="dd" sx={{ m: 0, overflowWrap: 'anywhere' }}>{facts[part].join('; ')}</Box>
        </Box>
      ))}
    </Box>
  );
}
