import { useLabPaper } from '@carewright/core';
import { Icon } from '@carewright/ui';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import { useTranslation } from 'react-i18next';
import { refusalText } from '../../shell/words';

const minute = 60_000;

/** Labels and requisition as files for the printer. */
export function PaperButtons({ requisition, specimens }: { requisition: string | undefined; specimens: readonly string[] }) {
  const { t } = useTranslation();
  const paper = useLabPaper();
  const show = (what: Parameters<typeof paper.mutate>[0], name: string) => paper.mutate(what, { onSuccess: (file) => save(file, name) });
  return (
    <>
      {specimens.length > 0 ? <Button startIcon={<Icon name="print" />} onClick={() => show({ specimens }, 'labels.pdf')} disabled={paper.isPending} data-testid="print-labels">{t('laborders.labels')}</Button> : null}
      {requisition === undefined ? null : <Button startIcon={<Icon name="print" />} onClick={() => show({ requisition }, 'requisition.pdf')} disabled={paper.isPending} data-testid="print-requisition">{t('laborders.requisition')}</Button>}
      {paper.isError ? <Alert severity="error">{refusalText(t, paper.error)}</Alert> : null}
    </>
  );
}

function save(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), minute);
}
