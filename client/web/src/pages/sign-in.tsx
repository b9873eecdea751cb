import { Button, PasswordInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { signIn, SignInError } from '@/api/session';
import { languages, useT, useWords, type Language } from '@/i18n';

export function SignIn({ onDone }: { onDone: () => void }) {
  const t = useT();
  const { language, setLanguage } = useWords();
  const [key, setKey] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<SignInError['kind']>();
  useEffect(() => {
    document.title = `${t('signIn.title')} · ${t('app.name')}`;
  }, [t]);
  const send = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await signIn(key.trim());
      setKey('');
      onDone();
    } catch (thrown) {
      setError(thrown instanceof SignInError ? thrown.kind : 'offline');
    } finally {
      setBusy(false);
    }
  };
  return (
    <main className="sign-in">
      <form
        className="sign-in-card stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (key.trim() && !busy) void send();
        }}
      >
        <img src={`${import.meta.env.BASE_URL}icon.svg`} width="40" height="40" alt="" />
        <h1>{t('signIn.title')}</h1>
        <p className="lead">{t('signIn.lead')}</p>
        <PasswordInput
          label={t('signIn.key')}
          description={t('signIn.where')}
          value={key}
          onChange={(event) => setKey(event.currentTarget.value)}
          error={error && t(`signIn.${error}`)}
          autoComplete="current-password"
          autoFocus
          required
          spellCheck={false}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
        />
        <Button type="submit" loading={busy} disabled={!key.trim()} fullWidth>
          {t('signIn.do')}
        </Button>
        <div className="sign-in-languages">
          {(Object.entries(languages) as [Language, string][]).map(([code, name]) => (
            <button type="button" key={code} lang={code} className="linkish" aria-pressed={language === code} onClick={() => setLanguage(code)}>
              {name}
            </button>
          ))}
        </div>
      </form>
    </main>
  );
}
