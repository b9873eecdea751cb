// Where one can go.
import { Link, useLocation } from 'wouter';
import { useCounts } from '@/api/counts';
import { useMe } from '@/api/me';
import { useT, useWords } from '@/i18n';

export function Nav({ onGo }: { onGo?: () => void }) {
  const t = useT();
  const me = useMe();
  const counts = useCounts();
  const [location] = useLocation();
  const item = (to: string, label: string, count?: number) => (
    <li key={to}>
      <Link href={to} className="nav-link" aria-current={location === to ? 'page' : undefined} onClick={onGo}>
        <span>{label}</span>
        {count !== undefined && count > 0 && <Count value={count} />}
      </Link>
    </li>
  );
  return (
    <nav aria-label={t('nav.label')} className="nav">
      <h2 className="nav-head">{t('nav.queues')}</h2>
      <ul>{counts.map(({ queue, count }) => item(`/queue/${queue.id}`, t(queue.label), count))}</ul>
      <h2 className="nav-head">{t('nav.find')}</h2>
      <ul>
        {item('/check', t('nav.check'))}
        {item('/search', t('nav.search'))}
        {me.mayContribute && item('/new', t('nav.newClaim'))}
      </ul>
      <h2 className="nav-head">{t('nav.newsroom')}</h2>
      <ul>
        {item('/publishers', t('nav.publishers'))}
        {(me.isAdmin || me.isAuditor) && item('/people', t('nav.people'))}
        {item('/me', t('nav.me'))}
      </ul>
    </nav>
  );
}

function Count({ value }: { value: number }) {
  const { locale } = useWords();
  return <span className="nav-count">{new Intl.NumberFormat(locale, { notation: 'compact' }).format(value)}</span>;
}
