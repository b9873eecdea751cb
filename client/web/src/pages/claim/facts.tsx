import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Claimant_Kind } from '@gen/common_pb';
import type { Claim } from '@gen/claim_pb';
import { useT, useWords } from '@/i18n';
import { wordFor } from '@/i18n/enums';
import { claimPath, idOf } from '@/text/names';
import { ActorName, Away, Said } from '@/ui/text';
import { OnDate, When } from '@/ui/when';

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

export function languageName(tag: string, language: string): string {
  if (!tag || tag === 'und') return '';
  try {
    return new Intl.DisplayNames(language, { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** What is known of a claim besides its words. */
export function ClaimFacts({ claim }: { claim: Claim }) {
  const t = useT();
  const { language } = useWords();
  const tongue = languageName(claim.language, language);
  return (
    <dl className="facts">
      {claim.claimants.length > 0 && (
        <Fact name={t('claim.claimants')}>
          {claim.claimants.map((claimant) => (
            <div key={claimant.name}>
              <span dir="auto">{claimant.name}</span>
              {claimant.role && <span className="dim" dir="auto">{` · ${claimant.role}`}</span>}
              {claimant.kind !== Claimant_Kind.UNSPECIFIED && (
                <span className="dim">{` · ${wordFor(t, 'claimantKind', Claimant_Kind, claimant.kind)}`}</span>
              )}
              {claimant.sameAs && (
                <>
                  {' '}
                  <Away url={claimant.sameAs} />
                </>
              )}
            </div>
          ))}
        </Fact>
      )}
      {claim.claimDate && (
        <Fact name={t('claim.date')}>
          <OnDate date={claim.claimDate} />
        </Fact>
      )}
      {claim.claimPlace && (
        <Fact name={t('claim.place')}>
          <span dir="auto">{claim.claimPlace}</span>
        </Fact>
      )}
      {tongue && <Fact name={t('claim.language')}>{tongue}</Fact>}
      {claim.topics.length > 0 && (
        <Fact name={t('claim.topics')}>
          <span className="topics">
            {claim.topics.map((topic) => (
              <span className="topic" dir="auto" key={topic}>
                {topic}
              </span>
            ))}
          </span>
        </Fact>
      )}
      {claim.assignee && (
        <Fact name={t('claim.assignee')}>
          <ActorName name={claim.assignee} />
        </Fact>
      )}
      {claim.triageNote && (
        <Fact name={t('claim.triageNote')}>
          <Said>{claim.triageNote}</Said>
        </Fact>
      )}
      {claim.mergedFrom.length > 0 && (
        <Fact name={t('claim.mergedFrom')}>
          {claim.mergedFrom.map((name) => (
            <div key={name}>
              <Link href={claimPath(name)}>{idOf(name)}</Link>
            </div>
          ))}
        </Fact>
      )}
      {claim.importSource && (
        <Fact name={t('claim.importSource')}>
          <Away url={claim.importSource} />
        </Fact>
      )}
      <Fact name={t('claim.createTime')}>
        <When at={claim.createTime} style="relative" />
      </Fact>
    </dl>
  );
}
