import type { ConnectRouter } from '@connectrpc/connect';
import { Code, ConnectError } from '@connectrpc/connect';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { Publishers } from '@gen/publishers_service_pb';
import { Search } from '@gen/search_service_pb';
import { BadRequestSchema } from '@/gen/google/rpc/error_details_pb';
import { show } from '@/test/render';
import SearchPage from '.';

interface Asked {
  query: string;
  orderBy: string;
  facets: string[];
}

function open(address: string) {
  window.history.replaceState(null, '', address);
  const asked: Asked[] = [];
  const services = ({ service }: ConnectRouter) => {
    service(Publishers, { listPublishers: () => ({ publishers: [{ name: 'publishers/gazette', displayName: 'The Gazette' }] }) });
    service(Search, {
      searchClaims({ query, orderBy, facets }) {
        asked.push({ query, orderBy, facets });
        if (query.includes('status: ') || query.endsWith('status:')) {
          throw new ConnectError('no', Code.InvalidArgument, undefined, [
            { desc: BadRequestSchema, value: { fieldViolations: [{ field: 'query', description: 'has "status:" without a value' }] } },
          ]);
        }
        const counts = {
          status: [{ value: 'CHECKED', count: 3n }, { value: 'IN_PROGRESS', count: 2n }],
          topics: Array.from({ length: 9 }, (_, i) => ({ value: `topic ${i}`, count: 1n })),
          publisher: [{ value: 'publishers/gazette', count: 3n }],
          claimants: [{ value: 'who "says" it', count: 1n }],
        } as Record<string, { value: string; count: bigint }[]>;
        return { totalSize: query ? 5n : 50_790n, facets: facets.map((field) => ({ field, counts: counts[field] ?? [] })) };
      },
    });
  };
  show(<SearchPage />, { services });
  return asked;
}

const box = () => screen.getByRole<HTMLInputElement>('searchbox');
const tick = (name: string | RegExp) => fireEvent.click(screen.getByRole('checkbox', { name }));

beforeEach(() => {
  // All of the page, as on a wide screen.
  Object.defineProperty(window, 'matchMedia', {
    value: (query: string) => ({ matches: query.includes('min-width'), media: query, addEventListener: () => undefined, removeEventListener: () => undefined }),
  });
});

describe('the search page', () => {
  it('asks for what is typed, once, and keeps it in the address', async () => {
    const asked = open('/search');
    await screen.findByText('50,790 claims · the first 10,000 are listed');
    for (const text of ['o', 'ot', 'otter']) fireEvent.change(box(), { target: { value: text } });
    await screen.findByText('5 claims');
    expect(asked.map(({ query }) => query)).toEqual(['', 'otter']);
    expect(window.location.search).toBe('?q=otter');
  });

  it('turns counts into conditions and back', async () => {
    const asked = open('/search?q=otter');
    fireEvent.click(await screen.findByRole('checkbox', { name: /In progress 2/ }));
    expect(box().value).toBe('otter status:in-progress');
    // The counts of the field itself are of the search without it.
    await waitFor(() => expect(asked).toContainEqual({ query: 'otter', orderBy: '', facets: ['status'] }));
    tick(/Checked 3/);
    expect(box().value).toBe('otter status:in-progress status:checked');
    tick(/The Gazette/);
    expect(box().value).toBe('otter status:in-progress status:checked publisher:gazette');
    tick(/In progress/);
    expect(box().value).toBe('otter status:checked publisher:gazette');
    fireEvent.click(screen.getByRole('button', { name: 'Clear filters' }));
    expect(box().value).toBe('otter');
  });

  it('offers more of many values, also those with quotation marks', async () => {
    open('/search?q=otter');
    await screen.findByRole('checkbox', { name: /topic 5/ });
    expect(screen.queryByRole('checkbox', { name: /topic 6/ })).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: '3 more' }));
    expect(screen.getByRole('checkbox', { name: /topic 8/ })).toBeTruthy();
    tick(/who "says" it/);
    expect(box().value).toBe('otter claimant:"who \\"says\\" it"');
  });

  it('shows what was set by hand where nothing has it', async () => {
    open('/search?q=otter%20topic%3A%22no%20such%22');
    const set = await screen.findByRole<HTMLInputElement>('checkbox', { name: /no such 0/ });
    expect(set.checked).toBe(true);
  });

  it('says at the box what is wrong with it', async () => {
    open('/search?q=status%3A');
    await screen.findByText('has "status:" without a value');
    expect(box().getAttribute('aria-invalid')).toBe('true');
  });

  it('explains the box', async () => {
    open('/search');
    const help = screen.getByRole('button', { name: 'How to search' });
    expect(help.getAttribute('aria-expanded')).toBe('false');
    fireEvent.click(help);
    expect(help.getAttribute('aria-expanded')).toBe('true');
    expect(screen.getByText('claimant:"Joe Biden"')).toBeTruthy();
    await screen.findByText(/50,790/);
  });
});
