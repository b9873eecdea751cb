// What is known of a text: of one passage its candidates, of an article those of each sentence.
import { Button, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useMe } from '@/api/me';
import type { ClaimMatch, MatchAnswer, PassageMatch } from '@gen/search_pb';
import { Applicability } from '@gen/status_pb';
import { useT, useWords } from '@/i18n';
import { Said } from '@/ui/text';
import { ConfirmDialog } from './confirm';
import { MatchCard } from './match-card';

const shownFirst = 3;
// Of an article, sentences with nothing better are put aside. Set by looking at answers over 50,790 real claims.
const promising = 0.5;
// Longer texts are no statement of a claim.
const longestStatement = 2_000;

export const isSure = (applicability: Applicability): boolean =>
  applicability === Applicability.EXACT || applicability === Applicability.CONFIRMED;

export const isPromising = (passage: PassageMatch): boolean =>
  isSure(passage.applicability) || passage.matches.some((match) => match.score >= promising);

function Passage({ passage, answer, claimant, whole, onClaimant }: { passage: PassageMatch; answer: MatchAnswer; claimant: string; whole: boolean; onClaimant: (claimant: string) => void }) {
  const t = useT();
  const me = useMe();
  const [, go] = useLocation();
  const { locale } = useWords();
  const [all, setAll] = useState(false);
  const [confirming, setConfirming] = useState<ClaimMatch>();
  const exact = passage.matches.find((match) => match.applicability === Applicability.EXACT);
  const shown = all || passage.matches.length <= shownFirst + 1 ? passage.matches : passage.matches.slice(0, shownFirst);
  const percent = new Intl.NumberFormat(locale, { style: 'percent' });
  return (
    <section className="passage">
      {!whole && (
        <>
          <blockquote>
            <Said>{passage.text}</Said>
          </blockquote>
          <p className="dim">{t('match.worth', { score: percent.format(passage.checkWorthiness) })}</p>
        </>
      )}
      <ul className="cards">
        {shown.map((match) => (
          <MatchCard match={match} key={match.claim}>
            {me.mayContribute && match.applicability === Applicability.SUGGESTED && match.claim !== exact?.claim && (
              <div className="buttons">
                <Button size="compact-xs" variant="default" onClick={() => setConfirming(match)}>
                  {t(me.mayTriage ? 'match.confirm' : 'match.suggest')}
                </Button>
              </div>
            )}
          </MatchCard>
        ))}
      </ul>
      <div className="buttons">
        {passage.matches.length > shown.length && (
          <button type="button" className="linkish" onClick={() => setAll(true)}>
            {t('search.more', { count: passage.matches.length - shown.length })}
          </button>
        )}
        {me.mayContribute && !exact && passage.text.length <= longestStatement && (
          <button
            type="button"
            className="linkish"
            onClick={() => go(`/new?${new URLSearchParams({ statement: passage.text, ...(claimant ? { claimant } : {}) }).toString()}`)}
          >
            {t('check.bringIn')}
          </button>
        )}
      </div>
      {confirming && (
        <ConfirmDialog
          passage={{ text: passage.text, language: answer.language, claim: exact?.claim }}
          match={confirming}
          claimant={claimant}
          onClose={() => setConfirming(undefined)}
          onDone={(who) => {
            setConfirming(undefined);
            onClaimant(who);
          }}
        />
      )}
    </section>
  );
}

export function TextAnswer({ text, answer, claimant, onClaimant }: { text: string; answer: MatchAnswer; claimant: string; onClaimant: (claimant: string) => void }) {
  const t = useT();
  const me = useMe();
  const [, go] = useLocation();
  const [order, setOrder] = useState('worth');
  const [weak, setWeak] = useState(false);
  const [first] = answer.passages;
  // What was not divided is one passage, the text itself.
  const whole = answer.passages.length === 1 && first?.checkWorthiness === 1 && first.text.trim() === text.trim();
  const found = answer.passages.filter((passage) => passage.matches.length > 0);
  if (found.length === 0) {
    return (
      <section>
        <h2>{t('check.none')}</h2>
        <p className="dim">{t('check.none.hint')}</p>
        {me.mayContribute && text.length <= longestStatement && (
          <Button variant="default" size="xs" onClick={() => go(`/new?${new URLSearchParams({ statement: text, ...(claimant ? { claimant } : {}) }).toString()}`)}>
            {t('check.bringIn')}
          </Button>
        )}
      </section>
    );
  }
  const passage = (each: PassageMatch) => (
    <Passage key={each.span?.begin ?? 0} passage={each} answer={answer} claimant={claimant} whole={whole} onClaimant={onClaimant} />
  );
  const sayWho = !claimant && !isSure(answer.applicability) && <p className="dim">{t('check.sayWho')}</p>;
  if (whole && first) {
    const sure = first.matches.filter((match) => isSure(match.applicability)).length;
    return (
      <section>
        <h2>{sure ? t('check.found', { count: sure }) : t('check.maybe', { count: first.matches.length })}</h2>
        {!sure && <p className="dim">{t('check.suggestedHint')}</p>}
        {sayWho}
        {passage(first)}
      </section>
    );
  }
  const ordered = order === 'text' ? [...found].sort((a, b) => (a.span?.begin ?? 0) - (b.span?.begin ?? 0)) : found;
  const aside = ordered.filter((each) => !isPromising(each));
  return (
    <section>
      <h2>{t('check.sentences', { count: ordered.length - aside.length })}</h2>
      <p className="dim">{t('check.suggestedHint')}</p>
      {sayWho}
      {answer.skippedSentences > 0 && <p className="dim">{t('check.skipped', { count: answer.skippedSentences })}</p>}
      <SegmentedControl
        size="xs"
        aria-label={t('check.order')}
        value={order}
        onChange={setOrder}
        data={[
          { value: 'worth', label: t('check.order.worth') },
          { value: 'text', label: t('check.order.text') },
        ]}
      />
      {ordered.filter(isPromising).map(passage)}
      {aside.length > 0 && (
        <button type="button" className="linkish" aria-expanded={weak} onClick={() => setWeak(!weak)}>
          {weak ? t('search.fewer') : t('check.weak', { count: aside.length })}
        </button>
      )}
      {weak && aside.map(passage)}
    </section>
  );
}
