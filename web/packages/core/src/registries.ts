import type { Client } from '@carewright/fhir-client';

/** The doors about immunization registries, typed as docs/architecture/interfaces.md describes them. */
export interface RegistryLine {
  readonly id: string;
  readonly name: string;
}

export interface RegistryPerson {
  /** Which of those in the answer, from 1. */
  readonly place: number;
  readonly name: string;
  readonly birthDate: string;
  readonly gender: string;
  readonly address: string;
}

/** A dose that the registry knows of. */
export interface RegistryDose {
  /** By what it is taken; null: it cannot be. */
  readonly key: string | null;
  readonly status: 'Administered' | 'Historical' | 'NotDone';
  readonly date: string;
  readonly code: string;
  readonly vaccine: string;
  readonly lot: string | null;
  readonly manufacturer: string | null;
  readonly route: string | null;
  readonly site: string | null;
  readonly number: string | null;
  readonly isValid: boolean | null;
  /** What the chart has of it. */
  readonly here: { readonly reference: string; readonly isSame: boolean } | null;
}

export interface OwnDose {
  readonly reference: string;
  readonly date: string;
  readonly code: string;
  readonly vaccine: string;
  readonly isNotDone: boolean;
  /** Whether the registry knows of it. */
  readonly isThere: boolean;
}

export interface RegistryForecast {
  readonly code: string;
  readonly vaccine: string;
  readonly due: string;
  readonly earliest: string;
  readonly overdue: string;
  readonly status: string;
}

/** What a registry has said, beside what the chart has. */
export interface RegistryAnswer {
  readonly message: string;
  readonly outcome: 'Found' | 'Several' | 'Nobody' | 'TooMany';
  readonly persons: readonly RegistryPerson[];
  readonly doses: readonly RegistryDose[];
  readonly chart: readonly OwnDose[];
  readonly forecast: readonly RegistryForecast[];
}

export interface RegistryQuery {
  readonly patient: string;
  readonly hasForecast: boolean;
  readonly candidate: { readonly message: string; readonly place: number } | null;
}

export interface RegistryTaken {
  readonly taken: readonly string[];
  readonly known: number;
}

const path = (id: string, act: string) => `/interfaces/registries/${encodeURIComponent(id)}/${act}`;

export const registryDoors = {
  all: (client: Client, signal?: AbortSignal) => client.json<{ readonly registries: readonly RegistryLine[] }>('GET', '/interfaces/registries', undefined, signal),
  ask: (client: Client, id: string, query: RegistryQuery) => client.json<RegistryAnswer>('POST', path(id, 'query'), query),
  take: (client: Client, id: string, patient: string, message: string, doses: readonly string[]) => client.json<RegistryTaken>('POST', path(id, 'take'), { patient, message, doses }),
};

/** Doses that can be taken and that the chart has nothing of: what is chosen unless somebody says otherwise. */
export const missingDoses = (answer: RegistryAnswer): string[] => answer.doses.flatMap((dose) => (dose.key !== null && dose.here === null ? [dose.key] : []));
