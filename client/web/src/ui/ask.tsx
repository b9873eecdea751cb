// A question before something is done: a few words to give with it, and what the server said.
import { Button, Group, Modal, Textarea } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { fieldError, type Problem } from '@/api/problem';
import { useT } from '@/i18n';
import { ProblemView } from './states';

export function Ask({
  title,
  intro,
  label,
  description,
  field,
  required = false,
  action,
  tone,
  busy,
  problem,
  children,
  blocked = false,
  onClose,
  onDo,
}: {
  title: string;
  intro?: ReactNode;
  /** Of the text; without it none is asked for. */
  label?: string;
  description?: string;
  /** The text's field in the request. */
  field?: string;
  required?: boolean;
  action: string;
  tone?: 'danger';
  busy: boolean;
  problem: Problem | undefined;
  children?: ReactNode;
  blocked?: boolean;
  onClose: () => void;
  onDo: (text: string) => void;
}) {
  const t = useT();
  const [text, setText] = useState('');
  const error = field ? fieldError(problem, field) : undefined;
  const ready = !blocked && (!required || text.trim() !== '');
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('action.close') }}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !busy) onDo(text.trim());
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
        }}
      >
        {intro && <div>{intro}</div>}
        {children}
        {label && (
          <Textarea
            label={label}
            description={description}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            error={error}
            required={required}
            autosize
            minRows={3}
            maxRows={12}
            dir="auto"
            data-autofocus={children ? undefined : true}
          />
        )}
        <ProblemView problem={problem} shown={error && field ? [field] : []} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={busy} disabled={!ready} color={tone === 'danger' ? 'red' : undefined}>
            {action}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
