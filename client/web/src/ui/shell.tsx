// The frame of every page: where one is, where one can go, and whether what one sees is fresh.
import { ActionIcon, Button, Kbd, Menu, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { lazy, Suspense, useEffect, useRef, useState, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { useCounts } from '@/api/counts';
import { useLive } from '@/api/live';
import { useMe } from '@/api/me';
import { signOut } from '@/api/session';
import { languages, useT, useWords, type Language } from '@/i18n';
import { useActions, type Action } from './actions';
import { Nav } from './nav';

const NavDrawer = lazy(() => import('./nav-drawer'));
const loadPalette = () => import('./palette');
const Palette = lazy(loadPalette);
const Shortcuts = lazy(() => import('./shortcuts'));

function LiveMark() {
  const t = useT();
  const live = useLive();
  return (
    <span className={`live live-${live}`} role="status" title={t(`live.${live}.hint`)}>
      <span className="live-dot" aria-hidden="true" />
      <span className="live-word">{t(`live.${live}`)}</span>
    </span>
  );
}

// The page is opened anew: nothing of what was read stays behind for whoever sits down next.
function leave() {
  void signOut()
    .catch(() => undefined)
    .finally(() => window.location.replace(import.meta.env.BASE_URL));
}

function Account() {
  const t = useT();
  const me = useMe();
  const { language, setLanguage } = useWords();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const scheme = (value: MantineColorScheme, label: string) => (
    <Menu.Item key={value} onClick={() => setColorScheme(value)} aria-current={colorScheme === value ? 'true' : undefined}>
      {colorScheme === value ? '✓ ' : ' '}
      {label}
    </Menu.Item>
  );
  return (
    <Menu position="bottom-end" width={220} shadow="md">
      <Menu.Target>
        <Button variant="subtle" size="compact-md" className="account" aria-label={t('account.menu', { name: me.displayName })}>
          <span className="account-name" dir="auto">
            {me.displayName}
          </span>
          <span className="account-initial" aria-hidden="true">
            {[...me.displayName][0]?.toUpperCase()}
          </span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('account.scheme')}</Menu.Label>
        {scheme('auto', t('account.scheme.auto'))}
        {scheme('light', t('account.scheme.light'))}
        {scheme('dark', t('account.scheme.dark'))}
        <Menu.Divider />
        <Menu.Label>{t('account.language')}</Menu.Label>
        {(Object.entries(languages) as [Language, string][]).map(([code, name]) => (
          <Menu.Item key={code} lang={code} onClick={() => setLanguage(code)}>
            {language === code ? '✓ ' : ' '}
            {name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={leave}>{t('account.signOut')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function useGoing(): Action[] {
  const t = useT();
  const me = useMe();
  const [, go] = useLocation();
  const counts = useCounts();
  return [
    ...counts.map(({ queue }) => ({
      id: `go-${queue.id}`,
      label: t('action.goTo', { place: t(queue.label) }),
      keys: queue.key && `g ${queue.key}`,
      run: () => go(`/queue/${queue.id}`),
    })),
    { id: 'go-check', label: t('nav.check'), keys: 'g c', run: () => go('/check') },
    { id: 'go-search', label: t('nav.search'), keys: 'g f', run: () => go('/search') },
    ...(me.mayContribute ? [{ id: 'new-claim', label: t('nav.newClaim'), keys: 'c', run: () => go('/new') }] : []),
    { id: 'go-publishers', label: t('nav.publishers'), run: () => go('/publishers') },
    ...(me.isAdmin || me.isAuditor ? [{ id: 'go-people', label: t('nav.people'), run: () => go('/people') }] : []),
    { id: 'go-me', label: t('nav.me'), run: () => go('/me') },
  ];
}

export function Shell({ children }: { children: ReactNode }) {
  const t = useT();
  const [menu, setMenu] = useState(false);
  const [palette, setPalette] = useState(false);
  const [sheet, setSheet] = useState(false);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { setLanguage, language } = useWords();
  const [location] = useLocation();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  // Who reads by ear or moves by keyboard starts each page at its top.
  useEffect(() => {
    if (first.current) first.current = false;
    else main.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [location]);
  // So that what is typed right after its key is not lost.
  useEffect(() => {
    const timer = setTimeout(() => void loadPalette().catch(() => undefined), 1_000);
    return () => clearTimeout(timer);
  }, []);
  useActions([
    ...useGoing(),
    { id: 'palette', label: t('palette.title'), keys: 'mod+k', run: () => setPalette(true), hidden: true },
    { id: 'palette-slash', label: t('palette.title'), keys: '/', run: () => setPalette(true), hidden: true },
    { id: 'shortcuts', label: t('shortcuts.title'), keys: '?', run: () => setSheet(true) },
    {
      id: 'scheme',
      label: t('account.scheme.switch'),
      run: () => setColorScheme(colorScheme === 'dark' ? 'light' : 'dark'),
    },
    ...(Object.keys(languages) as Language[])
      .filter((code) => code !== language)
      .map((code) => ({ id: `language-${code}`, label: languages[code], run: () => setLanguage(code) })),
  ]);
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {t('nav.skip')}
      </a>
      <header className="top">
        <ActionIcon className="burger" variant="subtle" size="lg" onClick={() => setMenu(true)} aria-label={t('nav.open')}>
          <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
            <path d="M3 5h14M3 10h14M3 15h14" stroke="currentColor" strokeWidth="1.600" strokeLinecap="round" />
          </svg>
        </ActionIcon>
        <Link href="/" className="brand">
          <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true">
            <rect width="32" height="32" rx="7" fill="var(--brand)" />
            <path d="M8 17l5.500 5.500L24 10" fill="none" stroke="#fff" strokeWidth="3.600" strokeLinecap="round" strokeLinejoin="round" />
          </svg>
          <span>{t('app.name')}</span>
        </Link>
        <button type="button" className="jump" onClick={() => setPalette(true)}>
          <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
            <path d="M7 2.500a4.500 4.500 0 1 0 0 9 4.500 4.500 0 0 0 0-9Zm3.300 7.800 3.700 3.700" fill="none" stroke="currentColor" strokeWidth="1.500" strokeLinecap="round" />
          </svg>
          <span className="jump-word">{t('palette.open')}</span>
          <Kbd size="xs" aria-hidden="true">
            Ctrl K
          </Kbd>
        </button>
        <LiveMark />
        <Account />
      </header>
      <div className="side">
        <Nav />
      </div>
      <main id="main" className="main" ref={main} tabIndex={-1}>
        {children}
      </main>
      <Suspense>
        {menu && <NavDrawer onClose={() => setMenu(false)} />}
        {palette && <Palette onClose={() => setPalette(false)} />}
        {sheet && <Shortcuts onClose={() => setSheet(false)} />}
      </Suspense>
    </div>
  );
}

/** The head of a page; also the window's title. */
export function PageHead({ title, children, lead }: { title: string; children?: ReactNode; lead?: ReactNode }) {
  const t = useT();
  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`;
  }, [title, t]);
  return (
    <div className="page-head">
      <div>
        <h1 dir="auto">{title}</h1>
        {lead && <p className="lead">{lead}</p>}
      </div>
      {children && <div className="page-actions">{children}</div>}
    </div>
  );
}
