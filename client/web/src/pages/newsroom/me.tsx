import { useMe } from '@/api/me';
import { usePublishers } from '@/api/queries';
import { Link } from 'wouter';
import { useT } from '@/i18n';
import { idOf, publisherPath } from '@/text/names';
import { PageHead } from '@/ui/shell';
import { Keys } from './keys';
import { RoleMarks } from './roles';

/** Who one is here, where one works, and one's keys. */
export default function MePage() {
  const t = useT();
  const me = useMe();
  const publishers = usePublishers().data ?? [];
  return (
    <div className="narrow">
      <PageHead title={me.displayName} lead={<span className="mono">{idOf(me.name)}</span>} />
      <section>
        <h2>{t('me.memberships')}</h2>
        {me.memberships.size === 0 ? (
          <p className="dim">{t('me.none')}</p>
        ) : (
          <ul className="table-list">
            {[...me.memberships].map(([publisher, roles]) => (
              <li key={publisher}>
                <Link href={publisherPath(publisher)} dir="auto">
                  {publishers.find((each) => each.name === publisher)?.displayName ?? idOf(publisher)}
                </Link>
                <RoleMarks roles={roles} />
              </li>
            ))}
          </ul>
        )}
      </section>
      <Keys actor={me.name} />
    </div>
  );
}
