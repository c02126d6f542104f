import type { Policy } from '@carewright/core';
import { describe, expect, it } from 'vitest';
import { withoutBlanks } from './grant-dialog';
import { grantsOf, withGrants } from './role-grants';

const policy: Policy = {
  version: 1,
  roles: { nurse: { purpose: 'TREAT', grants: [{ types: ['Patient'], interactions: ['read'] }], breakGlass: { grants: [{ types: ['Observation'], interactions: ['read'] }] } } },
};

describe('a grant that is saved', () => {
  it('leaves out what says nothing, for the server refuses empty members', () => {
    const saved = withoutBlanks({ types: ['Patient'], interactions: ['read'], filter: '', because: '', compartment: false, purposes: [], hidden: [], relationship: { any: [], days: 30 } });
    expect(saved).toEqual({ types: ['Patient'], interactions: ['read'] });
  });

  it('keeps an empty list of what is visible, which hides everything', () => {
    expect(withoutBlanks({ types: ['Patient'], interactions: ['read'], visible: [] })).toEqual({ types: ['Patient'], interactions: ['read'], visible: [] });
  });
});

describe('a role whose grants are changed', () => {
  it('keeps everything else and does not change the policy it came from', () => {
    const next = withGrants(policy, 'nurse', 'always', []);
    expect(grantsOf(next.roles['nurse'] ?? { purpose: '' }, 'always')).toEqual([]);
    expect(next.roles['nurse']?.breakGlass).toEqual(policy.roles['nurse']?.breakGlass);
    expect(policy.roles['nurse']?.grants).toHaveLength(1);
  });

  it('loses emergency access with its last grant, since the section alone would allow it', () => {
    expect(withGrants(policy, 'nurse', 'breakGlass', []).roles['nurse']).not.toHaveProperty('breakGlass');
  });
});
