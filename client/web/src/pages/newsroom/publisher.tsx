// One publisher: what it says of itself, what it asks of a verdict, who works for it, how it rates.
import { Tabs } from '@mantine/core';
import { useMe } from '@/api/me';
import { usePublisher } from '@/api/queries';
import { useT } from '@/i18n';
import { PageHead } from '@/ui/shell';
import { Loaded } from '@/ui/states';
import { Away } from '@/ui/text';
import { Members } from './members';
import { PublisherForm } from './publisher-form';
import { Scales } from './scales';

export default function PublisherPage({ id }: { id: string }) {
  const t = useT();
  const me = useMe();
  const query = usePublisher(`publishers/${id}`);
  return (
    <Loaded query={query}>
      {(publisher) => (
        <div>
          <PageHead title={publisher.displayName} lead={publisher.homeUrl ? <Away url={publisher.homeUrl} /> : publisher.domains.join(', ')} />
          <Tabs defaultValue="about" keepMounted={false}>
            <Tabs.List>
              <Tabs.Tab value="about">{t('publisher.about')}</Tabs.Tab>
              {me.isStaff && <Tabs.Tab value="members">{t('publisher.members')}</Tabs.Tab>}
              <Tabs.Tab value="scales">{t('publisher.scales')}</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="about">
              <PublisherForm key={publisher.etag} publisher={publisher} readOnly={!me.mayManage(publisher.name)} />
            </Tabs.Panel>
            {me.isStaff && (
              <Tabs.Panel value="members">
                <Members publisher={publisher.name} />
              </Tabs.Panel>
            )}
            <Tabs.Panel value="scales">
              <Scales publisher={publisher} />
            </Tabs.Panel>
          </Tabs>
        </div>
      )}
    </Loaded>
  );
}
