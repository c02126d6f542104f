import type { Policy, PolicyGrant, PolicyRole } from '@carewright/core';

/** When a grant is there: always, in the clinic's emergency mode, or for a patient whose record was opened in an emergency. */
export const sections = ['always', 'emergency', 'breakGlass'] as const;
export type Section = (typeof sections)[number];

export function grantsOf(role: PolicyRole, section: Section): readonly PolicyGrant[] {
  return (section === 'always' ? role.grants : role[section]?.grants) ?? [];
}

/** The policy with the grants of one section replaced; a section that has none left is taken out, since its being there has a meaning. */
export function withGrants(policy: Policy, name: string, section: Section, grants: PolicyGrant[]): Policy {
  const role: PolicyRole = { ...policy.roles[name], purpose: policy.roles[name]?.purpose ?? '' };
  if (section === 'always') role.grants = grants;
  else if (grants.length > 0) role[section] = { ...role[section], grants };
  else if (section === 'emergency') delete role.emergency;
  else delete role.breakGlass;
  return { ...policy, roles: { ...policy.roles, [name]: role } };
}
