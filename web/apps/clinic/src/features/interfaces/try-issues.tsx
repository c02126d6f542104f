import type { TriedIssue, TryAnswer } from '@carewright/core';
import { Status, type Tone } from '@carewright/ui';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { Card } from '../../shell/card';
import { isUnread } from '../../shell/messages/elements';
import { readPlace } from '../../shell/messages/paths';

const tones: Readonly<Record<TriedIssue['severity'], Tone>> = { Fatal: 'danger', Error: 'danger', Warning: 'warning', Information: 'info' };

/** What could not be made of the message, the gravest first, and what was read although it was not written as the standard says; each place leads into the message. */
export function TryIssues({ answer, onPlace }: { answer: TryAnswer; onPlace: (location: string) => void }) {
  const { t } = useTranslation();
  const order = Object.keys(tones);
  const issues = [...answer.issues].sort((one, other) => order.indexOf(one.severity) - order.indexOf(other.severity));
  return (
    <>
      <IssueCard title={t('interfaces.try.issues')} none={t('interfaces.try.noIssues')} issues={issues.filter((issue) => !isUnread(issue))} onPlace={onPlace} />
      <IssueCard title={t('interfaces.try.unreadTitle')} none={t('interfaces.try.allRead')} issues={issues.filter(isUnread)} onPlace={onPlace} />
      {answer.leniencies.length > 0 ? (
        <Card title={t('interfaces.try.lenient')}>
          <Box component="ul" sx={{ m: 0, pl: 2.5 }}>{answer.leniencies.map((one) => <Typography key={one} component="li" variant="body2">{t(`interfaces.leniency.${leniencyOf(one).name}`, { defaultValue: one })} {leniencyOf(one).times}</Typography>)}</Box>
        </Card>
      ) : null}
    </>
  );
}

/** `LeniencyUse { Leniency = LineFeed, Count = 3 }`, as the server writes it. */
function leniencyOf(text: string): { name: string; times: string } {
  const match = /Leniency = (\w+), Count = (\d+)/.exec(text);
  return { name: match?.[1] ?? text, times: match?.[2] === undefined || match[2] === '1' ? '' : `(${match[2]}×)` };
}

function IssueCard({ title, none, issues, onPlace }: { title: string; none: string; issues: readonly TriedIssue[]; onPlace: (location: string) => void }) {
  const { t } = useTranslation();
  return (
    <Card title={title}>
      {issues.length === 0 ? <Typography variant="body2" sx={{ color: 'text.secondary' }}>{none}</Typography> : null}
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 0.75 }}>
        {issues.map((issue, index) => (
          <Box component="li" key={index} data-testid="try-issue" sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'baseline', columnGap: 1 }}>
            <Status tone={tones[issue.severity]}>{t(`interfaces.severity.${issue.severity}`)}</Status>
            {issue.location !== null && readPlace(issue.location) ? <Button size="small" onClick={() => onPlace(issue.location ?? '')} aria-label={t('interfaces.try.show', { path: issue.location })}>{issue.location}</Button> : <Typography component="span" variant="body2">{issue.location}</Typography>}
            <Typography component="span" variant="body2" sx={{ flex: '1 1 240px' }}>{issue.message}</Typography>
            <Typography component="span" sx={{ fontSize: '0.6875rem', color: 'text.secondary' }}>{issue.code}</Typography>
          </Box>
        ))}
      </Box>
    </Card>
  );
}
