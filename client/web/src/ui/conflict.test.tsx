import { fireEvent, screen, within } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { show } from '@/test/render';
import { Conflict } from './conflict';

const fields = [
  { field: 'title', label: 'Headline', theirs: 'It was nine weeks', mine: 'It was two months' },
  { field: 'summary', label: 'Summary', theirs: '', mine: 'Mine alone' },
];

it('shows theirs whole and mine as what differs, and lets each field be decided', () => {
  const [onTheirs, onMine] = [vi.fn(), vi.fn()];
  show(<Conflict fields={fields} who="Ben" onTheirs={onTheirs} onMine={onMine} />);
  const alert = screen.getByRole('alert');
  expect(alert.textContent).toContain('Ben changed this meanwhile');
  const title = alert.querySelector<HTMLElement>('[data-field=title]')!;
  expect(title.querySelector('del')?.textContent).toContain('nine weeks');
  expect(title.querySelector('ins')?.textContent).toContain('two months');
  const summary = alert.querySelector<HTMLElement>('[data-field=summary]')!;
  expect(within(summary).getByText('—')).toBeTruthy();

  fireEvent.click(within(title).getByRole('button', { name: 'Take theirs' }));
  fireEvent.click(within(summary).getByRole('button', { name: 'Keep mine' }));
  expect(onTheirs.mock.calls).toEqual([['title']]);
  expect(onMine.mock.calls).toEqual([['summary']]);
});

it('is not there where nothing is to be decided', () => {
  show(<Conflict fields={[]} onTheirs={vi.fn()} onMine={vi.fn()} />);
  expect(screen.queryByRole('alert')).toBeNull();
});
