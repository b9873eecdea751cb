import { Component, type ReactNode } from 'react';
import { Button } from '@mantine/core';
import { useT } from '@/i18n';

function Broken({ again }: { again: () => void }) {
  const t = useT();
  return (
    <div className="empty" role="alert">
      <p className="empty-title">{t('broken.title')}</p>
      <p>{t('broken.lead')}</p>
      <Button onClick={again}>{t('broken.reload')}</Button>
    </div>
  );
}

/** A fault of the desk itself, such as a part that a newer version replaced, ends a page and not the desk. */
export class Boundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError() {
    return { failed: true };
  }
  override render() {
    return this.state.failed ? <Broken again={() => window.location.reload()} /> : this.props.children;
  }
}
