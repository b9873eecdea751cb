// Texts that people wrote: in their own direction, and links only to the web.
import { VisuallyHidden } from '@mantine/core';
import { useActorName } from '@/api/queries';
import type { Highlight } from '@gen/search_pb';
import { useT } from '@/i18n';
import { diff } from '@/text/diff';
import { hostOf, isWebAddress } from '@/text/names';
import { pieces, type Piece } from '@/text/spans';

export function Said({ children, className = '', language }: { children: string; className?: string; language?: string }) {
  return (
    <div className={`said ${className}`} dir="auto" lang={language === 'und' ? undefined : language || undefined}>
      {children}
    </div>
  );
}

/** Opens elsewhere, telling the other site nothing of the desk. */
export function Away({ url, children }: { url: string; children?: string }) {
  const text = children || hostOf(url);
  if (!isWebAddress(url)) return <span dir="auto">{text}</span>;
  return (
    <a href={url} target="_blank" rel="noopener noreferrer nofollow" title={url} dir="auto">
      {text}
    </a>
  );
}

export function ActorName({ name }: { name: string }) {
  const shown = useActorName(name);
  return name ? <span dir="auto">{shown}</span> : null;
}

/** What changed between two texts, word by word. */
export function Difference({ before, after, language }: { before: string; after: string; language?: string }) {
  const t = useT();
  return (
    <div className="said difference" dir="auto">
      {diff(before, after, language).map((part, i) =>
        part.kind === 'same' ? (
          <span key={i}>{part.text}</span>
        ) : part.kind === 'added' ? (
          <ins key={i}>
            <VisuallyHidden component="span">{t('diff.added')} </VisuallyHidden>
            {part.text}
          </ins>
        ) : (
          <del key={i}>
            <VisuallyHidden component="span">{t('diff.removed')} </VisuallyHidden>
            {part.text}
          </del>
        ),
      )}
    </div>
  );
}

export function Pieces({ of }: { of: readonly Piece[] }) {
  return of.map((piece, i) => (piece.marked ? <mark key={i}>{piece.text}</mark> : <span key={i}>{piece.text}</span>));
}

/** The part of a text where the words of a search are. */
export function Highlighted({ highlight: { text, spans }, whole }: { highlight: Highlight; whole: string }) {
  return (
    <>
      {!whole.startsWith(text) && '…'}
      <Pieces of={pieces(text, spans)} />
      {!whole.endsWith(text) && '…'}
    </>
  );
}
