import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import en from '../locales/en.json';

export const languages = ['en', 'es'] as const;
export type Language = (typeof languages)[number];

const storageKey = 'carewright-language';

function preferred(): Language {
  const wanted = [localStorage.getItem(storageKey), ...navigator.languages].map((tag) => tag?.slice(0, 2));
  return languages.find((language) => language === wanted.find((tag) => tag === 'en' || tag === 'es')) ?? 'en';
}

/** Texts of the screens for few: administrators, compliance. Nobody else waits for them. */
const office: Readonly<Record<Language, () => Promise<{ default: object }>>> = { en: () => import('../locales/office/en.json'), es: () => import('../locales/office/es.json') };
const fetched = new Set<Language>();
let isOffice = false;

/** English ships with the shell; another language is fetched when first wanted. */
async function load(language: Language): Promise<void> {
  if (language === 'es' && !i18next.hasResourceBundle('es', 'translation')) {
    i18next.addResourceBundle('es', 'translation', (await import('../locales/es.json')).default);
  }
  if (isOffice && !fetched.has(language)) {
    i18next.addResourceBundle(language, 'translation', (await office[language]()).default, true, true);
    fetched.add(language);
  }
}

/** Fetches a screen of the office together with its texts. */
export async function withOfficeTexts<Screen>(screen: Promise<Screen>): Promise<Screen> {
  isOffice = true;
  await load(languages.find((language) => language === i18next.language) ?? 'en');
  return screen;
}

export async function startLanguage(language: Language = preferred()): Promise<void> {
  fetched.clear();
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
