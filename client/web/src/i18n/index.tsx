// The words of the desk: one typed catalogue a language. A text may have {parameters}; a text
// that counts has a form for one and one for more, chosen by `count`.
import { createContext, use, useCallback, useEffect, useMemo, useState, type ReactNode } from 'react';
import { en } from './en';

export type Message = string | { one: string; other: string };
export type Key = keyof typeof en;
export type Catalogue = Record<Key, Message>;
export type Params = Record<string, string | number>;
export type Translate = (key: Key, params?: Params) => string;

export const languages = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof languages;

const load: Record<Exclude<Language, 'en'>, () => Promise<Catalogue>> = {
  de: () => import('./de').then((module) => module.de),
};

const localeOf = (language: Language): string =>
  navigator.languages.find((tag) => tag.split('-')[0] === language) ?? language;

export function translator(language: string, catalogue: Catalogue): Translate {
  const plural = new Intl.PluralRules(language);
  const number = new Intl.NumberFormat(language);
  return (key, params = {}) => {
    const message = catalogue[key];
    const text =
      typeof message === 'string'
        ? message
        : message[plural.select(Number(params.count ?? 0)) === 'one' ? 'one' : 'other'];
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = params[name];
      if (value === undefined) return whole;
      return typeof value === 'number' ? number.format(value) : value;
    });
  };
}

interface Words {
  t: Translate;
  language: Language;
  /** For numbers and dates: the reader's region, where their browser has one for the language. */
  locale: string;
  setLanguage: (language: Language) => void;
}

const Context = createContext<Words>({
  t: translator('en', en),
  language: 'en',
  locale: 'en',
  setLanguage: () => undefined,
});

const remembered = 'factcheckd.language';

function firstLanguage(): Language {
  const wanted = [localStorage.getItem(remembered) ?? '', ...navigator.languages];
  for (const tag of wanted) {
    const base = tag.split('-')[0] ?? '';
    if (base in languages) return base as Language;
  }
  return 'en';
}

export function WordsProvider({ children }: { children: ReactNode }) {
  const [wanted, setWanted] = useState(firstLanguage);
  const [loaded, setLoaded] = useState<{ language: Language; catalogue: Catalogue }>();
  useEffect(() => {
    let current = true;
    const settle = (catalogue: Catalogue) => {
      if (current) setLoaded({ language: wanted, catalogue });
    };
    if (wanted === 'en') settle(en);
    // A catalogue that cannot be fetched must not keep the desk from opening.
    else load[wanted]().then(settle, () => settle(en));
    document.documentElement.lang = wanted;
    return () => {
      current = false;
    };
  }, [wanted]);
  const setLanguage = useCallback((language: Language) => {
    localStorage.setItem(remembered, language);
    setWanted(language);
  }, []);
  const words = useMemo(
    () => loaded && {
        t: translator(localeOf(loaded.language), loaded.catalogue),
        language: loaded.language,
        locale: localeOf(loaded.language),
        setLanguage,
      },
    [loaded, setLanguage],
  );
  return words ? <Context value={words}>{children}</Context> : null;
}

export function useWords(): Words {
  return use(Context);
}

export function useT(): Translate {
  return use(Context).t;
}
