import { hasArea, mayOperate, useSession, useSessionControls, useSites, type Area } from '@carewright/core';
import { useColorScheme } from '@mui/material/styles';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { changeLanguage, languages } from '../language';

/** Something the palette does by name. */
export interface Command {
  readonly id: string;
  readonly label: string;
  readonly run: () => void;
}

const places: readonly { area: Area; to: '/schedule' | '/audit-log' | '/staff' | '/exports' | '/access-rules' | '/why' | '/emergency-reviews' | '/sign-in-rules' | '/access-review' | '/directories' | '/log-keeping'; label: string }[] = [
  { area: 'schedule', to: '/schedule', label: 'palette.schedule' },
  { area: 'audit', to: '/audit-log', label: 'palette.audit' },
  { area: 'users', to: '/staff', label: 'palette.users' },
  { area: 'users', to: '/sign-in-rules', label: 'palette.signInRules' },
  { area: 'users', to: '/access-review', label: 'palette.accessReview' },
  { area: 'users', to: '/directories', label: 'palette.directories' },
  { area: 'audit', to: '/log-keeping', label: 'palette.logKeeping' },
  { area: 'exports', to: '/exports', label: 'palette.exports' },
  { area: 'policies', to: '/access-rules', label: 'palette.policies' },
  { area: 'explain', to: '/why', label: 'palette.explain' },
  { area: 'reviews', to: '/emergency-reviews', label: 'palette.reviews' },
];

/** Every command of this actor: places, sites, theme, language, and the way out. */
export function useCommands(): readonly Command[] {
  const { t, i18n } = useTranslation();
  const session = useSession();
  const { signOut } = useSessionControls();
  const { setMode } = useColorScheme();
  const navigate = useNavigate();
  const { data: sites = [] } = useSites();
  const rights = mayOperate(session, 'privacy') ? [{ id: '/patient-rights', label: t('palette.rights'), run: () => void navigate({ to: '/patient-rights' }) }] : [];
  const scheduled = hasArea(session, 'schedule') ? sites : [];
  return [
    ...places.filter(({ area }) => hasArea(session, area)).map(({ to, label }) => ({ id: to, label: t(label), run: () => void navigate({ to }) })),
    ...rights,
    ...scheduled.map((site) => ({ id: site.reference, label: t('palette.site', { site: site.name }), run: () => void navigate({ to: '/schedule', search: { site: site.reference } }) })),
    ...(['light', 'dark', 'system'] as const).map((mode) => ({ id: mode, label: t('palette.theme', { theme: t(`preferences.${mode}`) }), run: () => setMode(mode) })),
    ...languages.filter((one) => one !== i18n.language).map((one) => ({ id: one, label: t('palette.language', { language: t(`preferences.languageName.${one}`) }), run: () => void changeLanguage(one) })),
    { id: 'sign-out', label: t('user.signOut'), run: () => void signOut('signed-out') },
  ];
}

const plain = (text: string) => text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');

/** The commands whose words begin with the words typed, whatever their accents; all of them while nothing is typed. */
export function matchingCommands(commands: readonly Command[], text: string): readonly Command[] {
  const typed = plain(text).split(/\s+/).filter(Boolean);
  return commands.filter(({ label }) => {
    const words = plain(label).split(/[^\p{L}\p{N}]+/u);
    return typed.every((one) => words.some((word) => word.startsWith(one)));
  });
}
