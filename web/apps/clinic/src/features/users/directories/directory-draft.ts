import type { ClinicDirectory, DirectoryDraft, DirectoryProof, GroupRole } from '@carewright/core';
import { formSecret, formText } from '../../../shell/forms';

/** How accounts come to be: linked by an administrator, linked by their name, or made at the first sign-in. */
export type AccountWay = 'byHand' | 'byName' | 'makes';

type Settings = ClinicDirectory['directory'];

export function accountWay(directory: Settings | undefined): AccountWay {
  if (directory?.makesAccounts) return 'makes';
  return directory?.linksByName ? 'byName' : 'byHand';
}

const longest = 30;

/** The id of a new directory in addresses, made of its name; another one when that is taken, so that nothing is replaced unseen. */
export function directoryId(name: string, taken: readonly string[]): string {
  const plain = name.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replace(/[^a-z0-9]+/g, '-').replace(/^[^a-z]+|-+$/g, '').slice(0, longest - 2).replace(/-+$/, '');
  const stem = plain.length < 2 ? 'directory' : plain;
  for (let number = 1; ; number++) {
    const id = number === 1 ? stem : `${stem}-${number}`;
    if (!taken.includes(id)) return id;
  }
}

const words = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '');

/** What is sent. A directory that is new, or is spoken to otherwise than when it was tested, is off. */
export function draftOf(form: FormData, { proof, way, roles, before }: { proof: DirectoryProof; way: AccountWay; roles: readonly GroupRole[]; before: Settings | undefined }): DirectoryDraft {
  const secret = proof === 'private_key_jwt' ? '' : formSecret(form, 'secret');
  const [issuer, clientId] = [formText(form, 'issuer'), formText(form, 'clientId')];
  const isAsTested = before?.issuer === issuer && before.clientId === clientId && before.authentication === proof && secret === '';
  return {
    name: formText(form, 'name'), issuer, clientId, authentication: proof, scopes: words(formText(form, 'scopes')), isEnabled: isAsTested && before.isEnabled,
    groupsClaim: formText(form, 'groupsClaim'), roles: roles.filter((one) => one.group.trim() !== '').map(({ group, role }) => ({ group: group.trim(), role })),
    nameClaim: formText(form, 'nameClaim') || (before?.nameClaim ?? 'preferred_username'), nameSuffix: way === 'byHand' ? (before?.nameSuffix ?? '') : formText(form, 'nameSuffix'),
    linksByName: way === 'byName', makesAccounts: way === 'makes', trustedFactors: words(formText(form, 'trustedFactors')), ...(secret === '' ? {} : { secret }),
  };
}
