import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import en from '../locales/en.json';

export const languages = ['en', 'es'] as const;
export type Language = (typeof languages)[number];

const storageKey = 'carewright-language';

/** Texts that only some screens need, and that come with the first of them. */
const apart = {
  administration: { en: () => import('../locales/administration.en.json'), es: () => import('../locales/administration.es.json') },
  apps: { en: () => import('../locales/apps.en.json'), es: () => import('../locales/apps.es.json') },
  audit: { en: () => import('../locales/audit.en.json'), es: () => import('../locales/audit.es.json') },
  exports: { en: () => import('../locales/exports.en.json'), es: () => import('../locales/exports.es.json') },
  'in-basket': { en: () => import('../locales/in-basket.en.json'), es: () => import('../locales/in-basket.es.json') },
  'in-house': { en: () => import('../locales/in-house.en.json'), es: () => import('../locales/in-house.es.json') },
  interfaces: { en: () => import('../locales/interfaces.en.json'), es: () => import('../locales/interfaces.es.json') },
  laborders: { en: () => import('../locales/laborders.en.json'), es: () => import('../locales/laborders.es.json') },
  policies: { en: () => import('../locales/policies.en.json'), es: () => import('../locales/policies.es.json') },
  registry: { en: () => import('../locales/registry.en.json'), es: () => import('../locales/registry.es.json') },
  security: { en: () => import('../locales/security.en.json'), es: () => import('../locales/security.es.json') },
  rights: { en: () => import('../locales/rights.en.json'), es: () => import('../locales/rights.es.json') },
} as const;
export type TextsApart = keyof typeof apart;

const wanted = new Set<TextsApart>();

async function loadApart(language: Language, parts: Iterable<TextsApart>): Promise<void> {
  await Promise.all([...parts].map(async (part) => i18next.addResourceBundle(language, 'translation', (await apart[part][language]()).default, true, true)));
}

/** A screen with the texts that it needs: it is there when both are. */
export async function withTexts<Screen>(part: TextsApart, screen: () => Promise<Screen>): Promise<Screen> {
  wanted.add(part);
  const [loaded] = await Promise.all([screen(), loadApart(i18next.language === 'es' ? 'es' : 'en', [part])]);
  return loaded;
}

function preferred(): Language {
  const asked = [localStorage.getItem(storageKey), ...navigator.languages].map((tag) => tag?.slice(0, 2));
  return languages.find((language) => language === asked.find((tag) => tag === 'en' || tag === 'es')) ?? 'en';
}

/** English ships with the shell; another language is fetched when first wanted. */
async function load(language: Language): Promise<void> {
  if (language === 'es' && !i18next.hasResourceBundle('es', 'translation')) {
    i18next.addResourceBundle('es', 'translation', (await import('../locales/es.json')).default);
  }
  await loadApart(language, wanted);
}

export async function startLanguage(language: Language = preferred()): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    // React escapes what it renders; escaping twice would show entities in names.
    interpolation: { escapeValue: false },
  });
  await load(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

export async function changeLanguage(language: Language): Promise<void> {
  await load(language);
  await i18next.changeLanguage(language);
  localStorage.setItem(storageKey, language);
  document.documentElement.lang = language;
}

/** The tag by which dates and numbers are written: the reader's own region where it is of the chosen language. */
export function useLocale(): string {
  const { i18n } = useTranslation();
  return navigator.languages.find((tag) => tag.slice(0, 2) === i18n.language) ?? i18n.language;
}

/** Whether this locale writes the day before the month, by asking it to write a date. */
export function isDayFirst(locale: string): boolean {
  const parts = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'numeric', year: 'numeric' }).formatToParts(new Date(2000, 11, 31));
  const at = (type: string) => parts.findIndex((part) => part.type === type);
  return at('day') < at('month');
}
