import { Review_Decision, type VerdictRevision } from '@gen/verdict_pb';
import type { Publisher } from '@gen/publisher_pb';
import { useT } from '@/i18n';
import { ActorName, Said } from '@/ui/text';
import { When } from '@/ui/when';

/** Who wrote, who approved, and what is still asked for. */
export function Reviews({ revision, publisher }: { revision: VerdictRevision; publisher: Publisher | undefined }) {
  const t = useT();
  const quorum = Math.max(publisher?.policy?.quorum ?? 1, 1);
  const approvals = revision.reviews.filter((review) => review.decision === Review_Decision.APPROVED && !review.voided).length;
  return (
    <section aria-labelledby="reviews">
      <h2 id="reviews">{t('verdict.reviews')}</h2>
      <p className="dim">
        {t('verdict.approvals', { count: quorum, given: approvals })}
        {publisher?.policy?.minimumOrigins ? ` · ${t('verdict.minimumOrigins', { count: publisher.policy.minimumOrigins })}` : ''}
      </p>
      {revision.editors.length > 0 && (
        <p className="dim">
          {t('verdict.writtenBy')}{' '}
          {revision.editors.map((editor, i) => (
            <span key={editor}>
              {i > 0 && ', '}
              <ActorName name={editor} />
            </span>
          ))}
        </p>
      )}
      <ul className="cards">
        {[...revision.reviews].reverse().map((review, i) => (
          <li className={`card review ${review.voided ? 'review-void' : ''}`} key={i}>
            <p>
              <span className={`state ${review.decision === Review_Decision.APPROVED ? 'state-good' : 'state-new'}`}>
                {review.decision === Review_Decision.APPROVED ? `✓ ${t('review.approved')}` : `↩ ${t('review.changes')}`}
              </span>{' '}
              <ActorName name={review.reviewer} /> <When at={review.reviewTime} style="relative" />
              {review.standardsEditor && <span className="topic">{t('role.STANDARDS_EDITOR')}</span>}
              {review.voided && <span className="dim"> · {t('review.void')}</span>}
            </p>
            {review.comment && <Said>{review.comment}</Said>}
          </li>
        ))}
      </ul>
    </section>
  );
}
