import { auditExportPath, type AuditFilters } from '@carewright/core';
import { Icon } from '@carewright/ui';
import Button from '@mui/material/Button';
import { useTranslation } from 'react-i18next';

/** The filtered log as a file. A plain link, so that an export of any size streams to disk; it is itself audited. */
export function ExportButtons({ filters }: { filters: AuditFilters }) {
  const { t } = useTranslation();
  return (['csv', 'ndjson'] as const).map((format) => (
    <Button key={format} component="a" href={auditExportPath(filters, format)} download={`audit.${format}`} variant="outlined" startIcon={<Icon name="download" />} data-testid={`audit-export-${format}`}>
      {t(`audit.export.${format}`)}
    </Button>
  ));
}
