import { Drawer } from '@mantine/core';
import { useT } from '@/i18n';
import { Nav } from './nav';

/** Where one can go, on narrow screens. */
export default function NavDrawer({ onClose }: { onClose: () => void }) {
  const t = useT();
  return (
    <Drawer opened onClose={onClose} size={280} title={t('app.name')} closeButtonProps={{ 'aria-label': t('action.close') }}>
      <Nav onGo={onClose} />
    </Drawer>
  );
}
