import type { RegistryAnswer } from '@carewright/core';

const answer: RegistryAnswer = {
  message: 'registry-message-1', outcome: 'Found', persons: [{ place: 1, name: 'Mockley, Mara', birthDate: '1958-03-14', gender: 'F', address: '1 Sample Street, Sampleton' }],
  doses: [
    { key: 'urn:example|1', status: 'Administered', date: '2024-10-02', code: '150', vaccine: 'Influenza, quadrivalent', lot: 'LOT1', manufacturer: 'Maker', route: 'IM', site: 'LA', number: '1', isValid: true, here: null },
    { key: 'urn:example|2', status: 'Historical', date: '2020-03-01', code: '113', vaccine: 'Td', lot: null, manufacturer: null, route: null, site: null, number: null, isValid: null, here: { reference: 'Immunization/imm-1', isSame: false } },
    { key: 'urn:example|3', status: 'NotDone', date: '2021-03-01', code: '187', vaccine: 'Zoster', lot: null, manufacturer: null, route: null, site: null, number: null, isValid: false, here: { reference: 'Immunization/imm-2', isSame: true } },
  ],
  chart: [{ reference: 'Immunization/imm-9', date: '2019-01-05', code: '33', vaccine: 'Pneumococcal', isNotDone: false, isThere: false }],
  forecast: [{ code: '187', vaccine: 'Zoster', due: '2026-05-01', earliest: '2026-04-01', overdue: '2026-07-01', status: 'On schedule' }],
};

/** A synthetic registry. Undefined: the path is none of its doors. */
export async function registries(request: Request, path: string): Promise<Response | undefined> {
  if (path === '/interfaces/registries') return Response.json({ registries: [{ id: 'iis', name: 'Sample immunization registry' }] });
  if (path === '/interfaces/registries/iis/query') return Response.json(answer);
  if (path !== '/interfaces/registries/iis/take') return undefined;
  const { doses } = (await request.clone().json()) as { doses: readonly string[] };
  return Response.json({ taken: doses.map((_, place) => `Immunization/taken-${place}`), known: 0 });
}
