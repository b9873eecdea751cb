import { Kbd, Modal } from '@mantine/core';
import { useT } from '@/i18n';
import { useAllActions } from './actions';
import { keyNames } from './key-names';

export default function Shortcuts({ onClose }: { onClose: () => void }) {
  const t = useT();
  const actions = useAllActions().filter((action) => action.keys);
  return (
    <Modal opened onClose={onClose} title={t('shortcuts.title')} size="lg" closeButtonProps={{ 'aria-label': t('action.close') }}>
      <dl className="shortcuts">
        {actions.map((action) => (
          <div key={action.id}>
            <dt>{action.label}</dt>
            <dd>
              {keyNames(action.keys!).map((name, i) => (
                <Kbd size="sm" key={`${i}${name}`}>
                  {name}
                </Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
