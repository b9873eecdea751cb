import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { Code, ConnectError, type ConnectRouter } from '@connectrpc/connect';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { Claims } from '@gen/claims_service_pb';
import { Role } from '@gen/publisher_pb';
import { Relationship_State, Relationship_Type } from '@gen/relationship_pb';
import { ClaimMatchSchema, MatchAnswerSchema, MatchDifference_Kind } from '@gen/search_pb';
import { Applicability, ClaimStatus_State } from '@gen/status_pb';
import { show } from '@/test/render';
import { TextAnswer } from './answer';

const text = 'Over 60 storks nested there.';
type Suggestion = Exclude<MessageInitShape<typeof ClaimMatchSchema>, { $typeName: string }>;
const suggestion = (id: string, score: number, more: Suggestion = {}): Suggestion => ({
  applicability: Applicability.SUGGESTED, claim: `claims/${id}`, statement: `More than forty storks nested (${id}).`, score, ...more,
});
const answerOf = (matches: Suggestion[]) =>
  create(MatchAnswerSchema, {
    applicability: matches[0]?.applicability ?? Applicability.NONE,
    language: 'en',
    passages: [{ span: { begin: 0, end: text.length }, text, checkWorthiness: 1, applicability: matches[0]?.applicability ?? Applicability.NONE, matches }],
  });

const card = (id: string) => screen.getByText(new RegExp(`\\(${id}\\)`)).closest<HTMLElement>('.match')!;
const answer = (matches: Suggestion[], claimant = '') => (
  <TextAnswer text={text} answer={answerOf(matches)} claimant={claimant} onClaimant={() => undefined} />
);

describe('the answer for a text', () => {
  it('tells of a suggestion what differs, and lends it no verdict', () => {
    show(
      answer([
        suggestion('a', 0.87, {
          matchedWords: ['storks', 'nested'],
          differences: [
            { kind: MatchDifference_Kind.NUMBER, inText: '60', inClaim: 'forty' },
            { kind: MatchDifference_Kind.NEGATION, inClaim: 'never' },
          ],
        }),
      ]),
    );
    const match = card('a');
    expect(within(match).getByText('Maybe')).toBeTruthy();
    expect(within(match).getByText('Likeness 87%')).toBeTruthy();
    const differs = within(within(match).getByRole('list', { name: 'What differs' })).getAllByRole('listitem');
    expect(differs.map((each) => each.textContent)).toEqual(['Number: the text says 60 ≠ the claim says forty', 'Negation: only the claim says never']);
    expect([...match.querySelectorAll('mark')].map((mark) => mark.textContent)).toEqual(['storks', 'nested']);
    expect(match.querySelector('.rating')).toBeNull();
    expect(screen.getByText(/Say who claims it/)).toBeTruthy();
  });

  it('has the verdicts where a person confirmed it, and through which claim', () => {
    show(
      answer(
        [{ ...suggestion('a', 1), applicability: Applicability.CONFIRMED, via: 'claims/words', status: { state: ClaimStatus_State.CHECKED, verdicts: [{ verdict: 'claims/a/verdicts/p', ratingLabel: 'Half true' }] } }],
        'A reader',
      ),
    );
    expect(within(card('a')).getByText('Half true')).toBeTruthy();
    expect(within(card('a')).getByRole('link', { name: 'words' }).getAttribute('href')).toContain('/claims/words');
    expect(within(card('a')).queryByRole('button')).toBeNull();
    expect(screen.queryByText(/Say who claims it/)).toBeNull();
  });

  it('begins with the best few, and puts faint sentences of an article aside', () => {
    const passage = (begin: number, said: string, matches: Suggestion[]) => ({
      span: { begin, end: begin + 1 }, text: said, checkWorthiness: 0.5, applicability: Applicability.SUGGESTED, matches,
    });
    const article = create(MatchAnswerSchema, {
      applicability: Applicability.SUGGESTED,
      skippedSentences: 4,
      passages: [
        passage(90, 'Last in the text.', [suggestion('a', 0.9)]),
        passage(50, 'Faint.', [suggestion('b', 0.2)]),
        passage(10, 'First in the text.', [0.8, 0.7, 0.6, 0.5, 0.4].map((score, i) => suggestion(`c${i}`, score))),
      ],
    });
    const { container } = show(<TextAnswer text="An article." answer={article} claimant="" onClaimant={() => undefined} />);
    const quotes = () => [...container.querySelectorAll('blockquote')].map((quote) => quote.textContent);
    expect(screen.getByText('2 sentences may repeat known claims')).toBeTruthy();
    expect(screen.getByText(/4 sentences were not looked at/)).toBeTruthy();
    expect(quotes()).toEqual(['Last in the text.', 'First in the text.']);
    fireEvent.click(screen.getByText('As in the text'));
    expect(quotes()).toEqual(['First in the text.', 'Last in the text.']);
    expect(screen.queryByText(/\(c3\)/)).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: '2 more' }));
    expect(screen.getByText(/\(c4\)/)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: /Show 1 sentence with faint/ }));
    expect(quotes()).toEqual(['First in the text.', 'Last in the text.', 'Faint.']);
  });

  it('says where nothing is known, and offers to bring it in to those who may', () => {
    show(answer([]));
    expect(screen.getByText('Nothing is known of this.')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Bring it in as a new claim' })).toBeTruthy();
  });

  it('offers outsiders nothing to do', () => {
    show(answer([suggestion('a', 0.9)]), { roles: [Role.CONSUMER] });
    expect(screen.queryAllByRole('button')).toEqual([]);
  });
});

/** The Claims service as far as confirming needs it; what was called, in order. */
function playClaims({ failConfirming = 0, existing = false } = {}) {
  const calls: string[] = [];
  const services = ({ service }: ConnectRouter) =>
    service(Claims, {
      createClaim({ claim }) {
        calls.push(`create ${claim?.statement} by ${claim?.claimants[0]?.name}`);
        return { name: 'claims/new' };
      },
      suggestRelationship({ parent, relationship }) {
        calls.push(`suggest ${parent} ${Relationship_Type[relationship!.type]} ${relationship?.target}`);
        if (existing) throw new ConnectError('there', Code.AlreadyExists);
        return { name: 'claims/new/relationships/r', etag: 'e1', state: Relationship_State.SUGGESTED, target: relationship!.target, type: relationship!.type };
      },
      listRelationships: () => ({
        relationships: [
          { name: 'claims/new/relationships/other', target: 'claims/other', type: Relationship_Type.PARAPHRASE_OF },
          { name: 'claims/new/relationships/before', etag: 'e0', target: 'claims/a', type: Relationship_Type.PARAPHRASE_OF, state: Relationship_State.SUGGESTED },
        ],
      }),
      confirmRelationship({ name, etag }) {
        calls.push(`confirm ${name} ${etag}`);
        if (failConfirming-- > 0) throw new ConnectError('no', Code.FailedPrecondition);
        return { name, state: Relationship_State.CONFIRMED };
      },
    });
  return { calls, services };
}

describe('a suggestion', () => {
  const open = async (played: ReturnType<typeof playClaims>, onClaimant = vi.fn(), roles?: Role[], more: Suggestion[] = [suggestion('a', 0.9)]) => {
    show(<TextAnswer text={text} answer={answerOf(more)} claimant="A reader" onClaimant={onClaimant} />, { services: played.services, roles });
    fireEvent.click(within(card('a')).getByRole('button'));
    return within(await screen.findByRole('dialog'));
  };

  it('is confirmed by a person: the words become a claim that is related to the other', async () => {
    const played = playClaims();
    const onClaimant = vi.fn();
    const dialog = await open(played, onClaimant);
    fireEvent.change(dialog.getByLabelText(/Who says it/), { target: { value: 'Parish News' } });
    fireEvent.click(dialog.getByRole('button', { name: 'Confirm' }));
    await waitFor(() => expect(onClaimant.mock.calls).toEqual([['Parish News']]));
    expect(played.calls).toEqual([`create ${text} by Parish News`, 'suggest claims/new PARAPHRASE_OF claims/a', 'confirm claims/new/relationships/r e1']);
  });

  it('is gone on with where a step failed, without a second claim', async () => {
    const played = playClaims({ failConfirming: 1, existing: true });
    const onClaimant = vi.fn();
    const dialog = await open(played, onClaimant);
    fireEvent.click(dialog.getByRole('button', { name: 'Confirm' }));
    await dialog.findByText('It cannot be done in this state');
    fireEvent.click(dialog.getByRole('button', { name: 'Confirm' }));
    await waitFor(() => expect(onClaimant).toHaveBeenCalled());
    expect(played.calls.filter((call) => call.startsWith('create'))).toHaveLength(1);
    // What was suggested before is what is confirmed.
    expect(played.calls.at(-1)).toBe('confirm claims/new/relationships/before e0');
  });

  it('is only suggested by those who may not decide', async () => {
    const played = playClaims();
    const onClaimant = vi.fn();
    const dialog = await open(played, onClaimant, [Role.CONTRIBUTOR]);
    fireEvent.click(dialog.getByRole('button', { name: 'Suggest' }));
    await waitFor(() => expect(onClaimant).toHaveBeenCalled());
    expect(played.calls.at(-1)).toBe('suggest claims/new PARAPHRASE_OF claims/a');
  });

  it('needs somebody who says it', async () => {
    const dialog = await open(playClaims());
    fireEvent.change(dialog.getByLabelText(/Who says it/), { target: { value: ' ' } });
    expect(dialog.getByRole<HTMLButtonElement>('button', { name: 'Confirm' }).disabled).toBe(true);
  });

  it('is related to the claim that the words are already', async () => {
    const played = playClaims();
    const onClaimant = vi.fn();
    const exact = { ...suggestion('known', 1), applicability: Applicability.EXACT };
    const dialog = await open(played, onClaimant, undefined, [exact, suggestion('a', 0.9)]);
    expect(dialog.queryByLabelText(/Who says it/)).toBeNull();
    fireEvent.click(dialog.getByRole('button', { name: 'Confirm' }));
    await waitFor(() => expect(onClaimant).toHaveBeenCalled());
    expect(played.calls[0]).toBe('suggest claims/known PARAPHRASE_OF claims/a');
  });
});
