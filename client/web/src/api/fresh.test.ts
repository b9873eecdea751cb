import { Code, ConnectError, createClient, createRouterTransport } from '@connectrpc/connect';
import { describe, expect, it } from 'vitest';
import { Claims } from '@gen/claims_service_pb';
import { Search } from '@gen/search_service_pb';
import { ErrorInfoSchema } from '@/gen/google/rpc/error_details_pb';
import { fresh } from './fresh';

function window(refused: string[] = []) {
  const asked: string[] = [];
  const transport = createRouterTransport(
    ({ service }) => {
      service(Claims, {
        createClaim: ({ claimId }) => ({ name: `claims/${claimId}`, consistencyToken: `after ${claimId}` }),
        getClaim: ({ name }) => ({ name, consistencyToken: 'of a read' }),
      });
      service(Search, {
        searchClaims({ readOptions }) {
          const token = readOptions?.atLeastAsFresh ?? '';
          asked.push(token);
          if (refused.includes(token)) {
            throw new ConnectError('of another store', Code.InvalidArgument, undefined, [
              { desc: ErrorInfoSchema, value: { reason: 'INVALID_CONSISTENCY_TOKEN' } },
            ]);
          }
          return {};
        },
      });
    },
    { transport: { interceptors: [fresh()] } },
  );
  return { claims: createClient(Claims, transport), search: createClient(Search, transport), asked };
}

describe('a search', () => {
  it('is at least as fresh as the last write of its window', async () => {
    const { claims, search, asked } = window();
    await search.searchClaims({});
    await claims.createClaim({ claimId: 'a' });
    await claims.getClaim({ name: 'claims/a' });
    await search.searchClaims({});
    await claims.createClaim({ claimId: 'b' });
    await search.searchClaims({});
    expect(asked).toEqual(['', 'after a', 'after b']);
  });

  it('goes on without where the store was replaced', async () => {
    const { claims, search, asked } = window(['after a']);
    await claims.createClaim({ claimId: 'a' });
    await search.searchClaims({});
    await search.searchClaims({});
    expect(asked).toEqual(['after a', '', '']);
  });
});
