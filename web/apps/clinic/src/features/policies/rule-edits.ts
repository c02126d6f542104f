import type { Policy, PolicyGrant, PolicyIssue, PolicyRole } from '@carewright/core';

/** A rule without the members that say nothing: the policy refuses empty texts and lists that name nobody. */
export function withoutEmpty<Rule extends object>(rule: Rule): Rule {
  const kept = Object.entries(rule).flatMap(([name, value]: [string, unknown]) => {
    if (value === '' || value === undefined || value === false || (Array.isArray(value) && value.length === 0)) return [];
    return [[name, value !== null && typeof value === 'object' && !Array.isArray(value) ? withoutEmpty(value) : value]];
  });
  return Object.fromEntries(kept) as Rule;
}

/** A rule without some of its members. */
export function omit<Rule extends object, Name extends keyof Rule>(rule: Rule, ...names: Name[]): Omit<Rule, Name> {
  return Object.fromEntries(Object.entries(rule).filter(([name]) => !names.includes(name as Name))) as Omit<Rule, Name>;
}

/** A list with one rule put in its place; without a place it is added, without a rule it is taken away. */
export function put<Rule>(rules: readonly Rule[] | undefined, index: number | undefined, rule: Rule | undefined): Rule[] {
  const all = [...(rules ?? [])];
  if (rule !== undefined) all.splice(index ?? all.length, index === undefined ? 0 : 1, rule);
  else if (index !== undefined) all.splice(index, 1);
  return all;
}

/** A dictionary with one entry put under a name, in the place of another name's where it is renamed; what it is called in order stays in order. */
export function putNamed<Entry>(entries: Readonly<Record<string, Entry>> | undefined, before: string | undefined, name: string, entry: Entry): Record<string, Entry> {
  const kept = Object.entries(entries ?? {});
  const index = kept.findIndex(([one]) => one === before);
  kept.splice(index < 0 ? kept.length : index, index < 0 ? 0 : 1, [name, entry]);
  return Object.fromEntries(kept);
}

export function without<Entry>(entries: Readonly<Record<string, Entry>> | undefined, name: string): Record<string, Entry> {
  return Object.fromEntries(Object.entries(entries ?? {}).filter(([one]) => one !== name));
}

/** The policy in which grants name a window by its new name: a grant that names none that there is would not check. */
export function renameTimes(policy: Policy, before: string | undefined, name: string): Policy {
  if (before === undefined || before === name) return policy;
  const grant = (one: PolicyGrant): PolicyGrant => (one.times ? { ...one, times: one.times.map((time) => (time === before ? name : time)) } : one);
  const role = (one: PolicyRole): PolicyRole => ({
    ...one,
    ...(one.grants ? { grants: one.grants.map(grant) } : {}),
    ...(one.breakGlass?.grants ? { breakGlass: { ...one.breakGlass, grants: one.breakGlass.grants.map(grant) } } : {}),
    ...(one.emergency?.grants ? { emergency: { ...one.emergency, grants: one.emergency.grants.map(grant) } } : {}),
  });
  return { ...policy, roles: Object.fromEntries(Object.entries(policy.roles).map(([key, one]) => [key, role(one)])) };
}

/** The policy in which labelling rules name a group of codes by its new name. */
export function renameGroup(policy: Policy, before: string | undefined, name: string): Policy {
  if (before === undefined || before === name) return policy;
  return { ...policy, labelling: (policy.labelling ?? []).map((rule) => (rule.codes ? { ...rule, codes: rule.codes.map((code) => (code === `*${before}` ? `*${name}` : code)) } : rule)) };
}

/** Codes of a group by their system, in order. */
export function bySystem(codes: readonly string[]): { system: string; text: string }[] {
  const systems = new Map<string, string[]>();
  for (const code of codes) {
    const bar = code.lastIndexOf('|');
    const system = code.slice(0, Math.max(bar, 0));
    systems.set(system, [...(systems.get(system) ?? []), code.slice(bar + 1)]);
  }
  return [...systems].map(([system, all]) => ({ system, text: all.join(' ') }));
}

/** The codes of a group again; people separate them by spaces, commas or lines. */
export function ofSystems(parts: readonly { system: string; text: string }[]): string[] {
  return [...new Set(parts.flatMap(({ system, text }) => text.split(/[\s,;]+/).filter(Boolean).map((code) => `${system}|${code}`)))];
}

/** What is wrong at a place, or within it. */
export function issuesAt(issues: readonly PolicyIssue[], place: string): PolicyIssue[] {
  return issues.filter((issue) => issue.severity !== 'warning' && issue.place !== null && (issue.place === place || (issue.place.startsWith(place) && /^[.[]/.test(issue.place.slice(place.length)))));
}
