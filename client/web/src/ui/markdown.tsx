// Explanations are Markdown. No HTML of theirs is taken, no pictures of other hosts are fetched.
import { lazy, Suspense } from 'react';

const Parsed = lazy(() => import('./markdown-parsed'));

export function Markdown({ text, language }: { text: string; language?: string }) {
  return (
    <div className="prose" dir="auto" lang={language === 'und' ? undefined : language || undefined}>
      <Suspense fallback={<div className="said">{text}</div>}>
        <Parsed text={text} />
      </Suspense>
    </div>
  );
}
