import { create } from '@bufbuild/protobuf';
import { Code, ConnectError, type ConnectRouter } from '@connectrpc/connect';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { ClaimSchema, type Appearance } from '@gen/claim_pb';
import { Claims } from '@gen/claims_service_pb';
import { show } from '@/test/render';
import { AppearanceForm } from './appearance-form';

const claim = create(ClaimSchema, {
  name: 'claims/c',
  etag: 'e1',
  appearances: [{ name: 'claims/c/appearances/a', url: 'https://news.example/a', author: 'Lenne News', quote: 'It was closed.' }],
});

/** A server where somebody else made the claim what `now` says. */
function open(now: { etag: string; author?: string; quote?: string }) {
  const sent: { paths: string[]; etag: string; author: string; quote: string }[] = [];
  const services = ({ service }: ConnectRouter) =>
    service(Claims, {
      getClaim: () => ({ ...claim, etag: now.etag, appearances: [{ ...(claim.appearances[0] as Appearance), ...now }] }),
      updateAppearance({ appearance, updateMask, etag }) {
        if (etag !== now.etag) throw new ConnectError('changed', Code.Aborted);
        sent.push({ paths: updateMask?.paths ?? [], etag, author: appearance!.author, quote: appearance!.quote });
        return appearance!;
      },
    });
  const onClose = vi.fn();
  show(<AppearanceForm claim={claim} appearance={claim.appearances[0]} onClose={onClose} />, { services });
  return { sent, onClose };
}

const author = () => screen.getByLabelText<HTMLInputElement>('Who published it there');
const type = (value: string) => fireEvent.change(author(), { target: { value } });
const save = () => fireEvent.click(screen.getByRole('button', { name: 'Save' }));

describe('mending an appearance', () => {
  it('sends what was changed', async () => {
    const { sent, onClose } = open({ etag: 'e1' });
    expect(screen.getByLabelText<HTMLInputElement>(/Address/, { selector: '[type=url]' }).readOnly).toBe(true);
    type('The Lenne News');
    save();
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(sent).toEqual([{ paths: ['author'], etag: 'e1', author: 'The Lenne News', quote: 'It was closed.' }]);
  });

  it('goes through where somebody changed something else of the claim', async () => {
    const { sent, onClose } = open({ etag: 'e2' });
    type('The Lenne News');
    save();
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(sent.map(({ etag }) => etag)).toEqual(['e2']);
  });

  it('takes over what only they changed, and says so', async () => {
    const { sent, onClose } = open({ etag: 'e2', quote: 'It was shut.' });
    type('The Lenne News');
    save();
    await screen.findByText(/their changes are taken over/);
    expect(screen.getByLabelText<HTMLTextAreaElement>('The exact words there').value).toBe('It was shut.');
    expect(sent).toEqual([]);
    save();
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(sent).toEqual([{ paths: ['author'], etag: 'e2', author: 'The Lenne News', quote: 'It was shut.' }]);
  });

  it('asks about what both changed', async () => {
    const { sent, onClose } = open({ etag: 'e2', author: 'Theirs' });
    type('Mine');
    save();
    await screen.findByText('Somebody else changed this meanwhile');
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Save' }).disabled).toBe(true);
    fireEvent.click(screen.getByRole('button', { name: 'Keep mine' }));
    save();
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(sent.map((each) => each.author)).toEqual(['Mine']);
  });
});
