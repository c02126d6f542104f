import { Icon } from '@carewright/ui';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../shell/card';
import { codesOf, textOfCodes } from './partner-draft';
import type { PartProps } from './partner-form';

/** More rows than these are slow to draw and slower to read: they are changed as text. */
const mostRows = 50;

interface RowsProps<Row> {
  readonly testId: string;
  readonly rows: readonly Row[];
  /** The columns of a row, each with its label. */
  readonly columns: readonly (readonly [name: keyof Row & string, label: string])[];
  readonly empty: Row;
  readonly add: string;
  readonly onChange: (rows: readonly Row[]) => void;
}

/** A small table whose rows are fields; below each other on a phone. */
function Rows<Row extends object>({ testId, rows, columns, empty, add, onChange }: RowsProps<Row>) {
  const { t } = useTranslation();
  const put = (index: number, name: keyof Row, value: string) => onChange(rows.map((row, at) => (at === index ? { ...row, [name]: value } : row)));
  return (
    <>
      {rows.map((row, index) => (
        <Box key={index} role="group" aria-label={t('interfaces.form.row', { number: index + 1 })} data-testid={testId} sx={{ display: 'grid', gap: 1, gridTemplateColumns: { xs: '1fr', sm: `repeat(${columns.length}, minmax(0, 1fr)) auto` }, alignItems: 'center', pb: { xs: 1, sm: 0 }, borderBottom: { xs: '1px solid', sm: 0 }, borderColor: 'divider' }}>
          {columns.map(([name, label]) => <TextField key={name} label={label} value={String(row[name] ?? '')} onChange={(event) => put(index, name, event.target.value)} autoComplete="off" slotProps={{ htmlInput: { spellCheck: false } }} />)}
          <IconButton aria-label={t('interfaces.form.rowRemove', { number: index + 1 })} onClick={() => onChange(rows.filter((_, at) => at !== index))} sx={{ justifySelf: 'end' }}><Icon name="close" /></IconButton>
        </Box>
      ))}
      <Box><Button startIcon={<Icon name="add" />} onClick={() => onChange([...rows, empty])} data-testid={`${testId}-add`}>{add}</Button></Box>
    </>
  );
}

/** What the partner's messages say of who sends them. */
export function SenderTable({ draft, issues, set }: PartProps) {
  const { t } = useTranslation();
  return (
    <Box role="group" aria-label={t('interfaces.form.senders')} sx={{ display: 'grid', gap: 1 }}>
      <Typography variant="body2">{t('interfaces.form.sendersHelp')}</Typography>
      {issues.fields['senders'] ? <Alert severity="error">{issues.fields['senders']}</Alert> : null}
      <Rows testId="sender" rows={draft.senders} columns={[['application', t('interfaces.form.application')], ['facility', t('interfaces.form.facility')]]} empty={{ application: '', facility: '' }} add={t('interfaces.form.senderAdd')} onChange={(senders) => set({ senders })} />
    </Box>
  );
}

/** Which numbers the partner's authorities give. */
export function AuthorityTable({ draft, issues, set }: PartProps) {
  const { t } = useTranslation();
  return (
    <Card title={t('interfaces.form.authorities')}>
      <Typography variant="body2">{t('interfaces.form.authoritiesHelp')}</Typography>
      {issues.fields['authorities'] ? <Alert severity="error">{issues.fields['authorities']}</Alert> : null}
      <Rows testId="authority" rows={draft.authorities} columns={[['name', t('interfaces.form.authority')], ['system', t('interfaces.form.system')]]} empty={{ name: '', system: '' }} add={t('interfaces.form.authorityAdd')} onChange={(authorities) => set({ authorities })} />
    </Card>
  );
}

/** What the partner's own codes mean: row by row, or as text from a spreadsheet. */
export function CodeTable({ draft, issues, set }: PartProps) {
  const { t } = useTranslation();
  const [text, setText] = useState<string>();
  const isMany = draft.codes.length > mostRows;
  const columns = [['table', t('interfaces.form.table')], ['code', t('interfaces.form.code')], ['system', t('interfaces.form.system')], ['target', t('interfaces.form.target')], ['display', t('interfaces.form.display')]] as const;
  const write = (next: string) => {
    setText(next);
    set({ codes: codesOf(next) });
  };
  return (
    <Card title={t('interfaces.form.codes')} actions={isMany ? null : <Button onClick={() => setText(text === undefined ? textOfCodes(draft.codes) : undefined)} data-testid="codes-as">{t(text === undefined ? 'interfaces.form.asText' : 'interfaces.form.asTable')}</Button>}>
      <Typography variant="body2">{t('interfaces.form.codesHelp')}</Typography>
      {issues.fields['codes'] ? <Alert severity="error">{issues.fields['codes']}</Alert> : null}
      {isMany || text !== undefined ? (
        <TextField label={t('interfaces.form.codesText')} value={text ?? textOfCodes(draft.codes)} onChange={(event) => write(event.target.value)} multiline minRows={4} maxRows={16} helperText={t('interfaces.form.codesTextHelp', { count: draft.codes.length })} slotProps={{ htmlInput: { spellCheck: false, wrap: 'off', 'data-testid': 'codes-text', style: { fontFamily: 'monospace', fontSize: '0.75rem', overflowX: 'auto' } } }} />
      ) : <Rows testId="code" rows={draft.codes} columns={columns} empty={{ table: '', code: '', system: '', target: '', display: null }} add={t('interfaces.form.codeAdd')} onChange={(codes) => set({ codes })} />}
    </Card>
  );
}
