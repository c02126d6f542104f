import type { UserAccount } from '@carewright/core';

/** The server may name a site by its reference alone or with its display. */
export function siteReference(user: UserAccount | undefined): string {
  const site = user?.site;
  return typeof site === 'string' ? site : (site?.reference ?? '');
}

export function departmentCode(user: UserAccount | undefined): string {
  const department = user?.department;
  return typeof department === 'string' ? department : (department?.code ?? '');
}

export function siteText(user: UserAccount, names: ReadonlyMap<string, string>): string {
  const site = typeof user.site === 'string' ? (names.get(user.site) ?? user.site) : (user.site?.display ?? user.site?.reference);
  const department = typeof user.department === 'string' ? user.department : (user.department?.display ?? user.department?.code);
  return [site, department].filter(Boolean).join(' · ');
}
