import { diffJsonTrees, readJsonTree, useHistory, type Change, type JsonNode } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Skeleton from '@mui/material/Skeleton';
import Typography from '@mui/material/Typography';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../../shell/dates';
import { errorText } from '../../../shell/words';

interface Version {
  readonly id: string;
  readonly at: string | undefined;
  readonly deleted: boolean;
  readonly tree: JsonNode | undefined;
}

/** Every version, newest first, each with what it changed against the one before. */
export function Versions({ reference }: { reference: string }) {
  const { t } = useTranslation();
  const { data: text, error, refetch } = useHistory(reference);
  const versions = useMemo(() => (text === undefined ? [] : readVersions(text)), [text]);
  if (error) return <Alert severity="error" sx={{ m: 1.5 }} action={<Button color="inherit" onClick={() => void refetch()}>{t('panel.retry')}</Button>}>{errorText(t, error)}</Alert>;
  if (text === undefined) return <Box sx={{ p: 2 }} role="status" aria-label={t('panel.loading')}><Skeleton /><Skeleton /></Box>;
  return (
    <Box component="ol" sx={{ listStyle: 'none', m: 0, p: 1.5, display: 'grid', gap: 1.5 }}>
      {versions.map((version, index) => <VersionItem key={version.id} version={version} before={versions[index + 1]} />)}
    </Box>
  );
}

function VersionItem({ version, before }: { version: Version; before: Version | undefined }) {
  const { t } = useTranslation();
  const dates = useDates();
  const changes = version.tree && before?.tree ? diffJsonTrees(before.tree, version.tree) : undefined;
  const summary = version.deleted ? t('detail.deleted') : before ? (changes?.length === 0 ? t('detail.unchanged') : undefined) : t('detail.created');
  return (
    <Box component="li" data-testid="version">
      <Typography variant="h3" component="h3">{t('detail.version', { id: version.id })} <Typography component="span" variant="caption" sx={{ color: 'text.secondary' }}>{dates.dateTime(version.at)}</Typography></Typography>
      {summary ? <Typography variant="body2" sx={{ color: 'text.secondary' }}>{summary}</Typography> : null}
      {changes && changes.length > 0 ? <Changes changes={changes} /> : null}
    </Box>
  );
}

function Changes({ changes }: { changes: readonly Change[] }) {
  const { t } = useTranslation();
  return (
    <Box component="dl" sx={{ m: 0, fontSize: '0.75rem' }}>
      {changes.map((change) => (
        <Box key={change.path} sx={{ py: 0.375, borderBottom: '1px solid', borderColor: 'divider' }}>
          <Box component="dt" sx={{ color: 'text.secondary', fontFamily: 'ui-monospace, monospace', overflowWrap: 'anywhere' }}>{change.path}</Box>
          {change.before === undefined ? null : <Box component="dd" sx={{ m: 0, color: 'error.main', overflowWrap: 'anywhere' }}>{t('detail.removed')} <del>{change.before}</del></Box>}
          {change.after === undefined ? null : <Box component="dd" sx={{ m: 0, color: 'success.main', overflowWrap: 'anywhere' }}>{t('detail.added')} <ins>{change.after}</ins></Box>}
        </Box>
      ))}
    </Box>
  );
}

/** Reads a history Bundle without losing digits: the trees are cut out of the one tree of the answer. */
function readVersions(text: string): Version[] {
  return items(member(readJsonTree(text), 'entry')).map((entry, index) => {
    const tree = member(entry, 'resource');
    const meta = tree && member(tree, 'meta');
    const response = member(entry, 'response');
    const etag = leaf(response && member(response, 'etag'))?.replace(/^W\/|"/g, '').replace(/"/g, '');
    return {
      id: leaf(meta && member(meta, 'versionId')) ?? etag ?? String(index),
      at: leaf(meta && member(meta, 'lastUpdated')) ?? leaf(response && member(response, 'lastModified')),
      deleted: tree === undefined,
      tree,
    };
  });
}

function member(node: JsonNode, name: string): JsonNode | undefined {
  return node.kind === 'object' ? node.members.find(([key]) => key === name)?.[1] : undefined;
}

function items(node: JsonNode | undefined): readonly JsonNode[] {
  return node?.kind === 'array' ? node.items : [];
}

function leaf(node: JsonNode | undefined): string | undefined {
  return node && node.kind !== 'object' && node.kind !== 'array' ? node.text : undefined;
}
