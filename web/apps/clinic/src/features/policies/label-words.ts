import type { Policy } from '@carewright/core';
import { useTranslation } from 'react-i18next';
import { codeWord } from '../../shell/words';

/** Systems that labels ship with: by their addresses, the words that the texts have for them. */
const labelSystems: Readonly<Record<string, string>> = {
  'http://terminology.hl7.org/CodeSystem/v3-ActCode': 'sensitivity',
  'https://carewright.example/fhir/CodeSystem/department-restriction': 'department',
  'https://carewright.example/fhir/CodeSystem/handling': 'handling',
};

/** Systems that diagnoses, drugs and results are coded in, as everybody calls them. */
export const codeSystems: Readonly<Record<string, string>> = {
  'http://hl7.org/fhir/sid/icd-10-cm': 'ICD-10-CM',
  'http://snomed.info/sct': 'SNOMED CT',
  'http://loinc.org': 'LOINC',
  'http://www.nlm.nih.gov/research/umls/rxnorm': 'RxNorm',
  'http://www.ama-assn.org/go/cpt': 'CPT',
  'http://hl7.org/fhir/sid/cvx': 'CVX',
};

const known: Readonly<Record<string, readonly string[]>> = {
  'http://terminology.hl7.org/CodeSystem/v3-ActCode': ['HIV', 'STD', 'SEX', 'SUD', 'BH', 'ADOL', 'PSYTHPN', '42CFRPart2'],
  'https://carewright.example/fhir/CodeSystem/handling': ['no-payer'],
};

const sorted = (values: Iterable<string | undefined>) => [...new Set(values)].filter((one): one is string => one !== undefined && one !== '').sort();

/** The label systems that a policy uses, and those that ship. */
export function labelSystemsOf(policy: Policy): string[] {
  return sorted([...Object.keys(labelSystems), ...(policy.restrictions ?? []).map((one) => one.labelSystem), ...(policy.labelling ?? []).map((one) => one.label?.system ?? one.inherit?.labelSystem)]);
}

/** The labels of a system that a policy uses, and those that ship. */
export function labelsOf(policy: Policy, system: string): string[] {
  const put = (policy.labelling ?? []).filter((one) => one.label?.system === system).map((one) => one.label?.code);
  return sorted([...(known[system] ?? []), ...put, ...(policy.restrictions ?? []).filter((one) => one.labelSystem === system).flatMap((one) => one.codes ?? [])]);
}

/** The departments that a policy names anywhere. */
export function departmentsOf(policy: Policy): string[] {
  const grants = Object.values(policy.roles).flatMap((role) => [...(role.grants ?? []), ...(role.breakGlass?.grants ?? []), ...(role.emergency?.grants ?? [])]);
  const tests = (policy.restrictions ?? []).flatMap((one) => [one.hiddenFrom, typeof one.visibleTo === 'object' ? one.visibleTo : undefined]);
  return sorted([...grants.flatMap((one) => one.departments ?? []), ...tests.flatMap((one) => one?.departments ?? []), ...(policy.labelling ?? []).flatMap((one) => one.writtenIn ?? [])]);
}

/** A code as people write it: `ICD-10-CM B20`, for a group its name. */
export function codeText(code: string): string {
  const bar = code.lastIndexOf('|');
  const name = bar > 0 ? codeSystems[code.slice(0, bar)] : undefined;
  return name === undefined ? code.replace(/^\*/, '') : `${name} ${code.slice(bar + 1)}`;
}

/** What people write, as the policy keeps it; what is not understood stays, so that the check can say so. */
export function codeOf(typed: string, groups: readonly string[]): string {
  if (groups.includes(typed)) return `*${typed}`;
  const system = Object.entries(codeSystems).find(([, name]) => typed.toLowerCase().startsWith(`${name.toLowerCase()} `));
  return system ? `${system[0]}|${typed.slice(system[1].length + 1).trim()}` : typed;
}

/** Words for label systems and labels; one that this app has no word for is shown as it is. */
export function useLabelWords() {
  const { t } = useTranslation();
  return {
    system: (system: string) => codeWord(t, 'labelSystem', labelSystems[system]) || system,
    label: (code: string) => codeWord(t, 'label', code),
  };
}
