import { Code, ConnectError, createClient, createRouterTransport } from '@connectrpc/connect';
import { describe, expect, it } from 'vitest';
import { Claims } from '@gen/claims_service_pb';
import { retrying } from './retry';

function flaky(failures: ConnectError[]) {
  const ids: string[] = [];
  const transport = createRouterTransport(
    ({ service }) => {
      service(Claims, {
        acceptClaim(request) {
          ids.push(request.requestId);
          const failure = failures.shift();
          if (failure) throw failure;
          return { name: request.name };
        },
      });
    },
    { transport: { interceptors: [retrying(1)] } },
  );
  return { claims: createClient(Claims, transport), ids };
}

describe('a write', () => {
  it('is sent again under the same request id where the server was away', async () => {
    const { claims, ids } = flaky([new ConnectError('away', Code.Unavailable), new ConnectError('cut off', Code.Unknown)]);
    await expect(claims.acceptClaim({ name: 'claims/c' })).resolves.toMatchObject({ name: 'claims/c' });
    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toMatch(/^[0-9a-f]{32}$/);
  });

  it('is not sent again where the server refused it', async () => {
    const { claims, ids } = flaky([new ConnectError('no', Code.FailedPrecondition)]);
    await expect(claims.acceptClaim({ name: 'claims/c' })).rejects.toThrow('no');
    expect(ids).toHaveLength(1);
  });

  it('is given up after four times', async () => {
    const { claims, ids } = flaky(Array.from({ length: 9 }, () => new ConnectError('away', Code.Unavailable)));
    await expect(claims.acceptClaim({ name: 'claims/c' })).rejects.toThrow('away');
    expect(ids).toHaveLength(4);
  });

  it('keeps the id that it was given', async () => {
    const { claims, ids } = flaky([]);
    await claims.acceptClaim({ name: 'claims/c', requestId: 'mine' });
    expect(ids).toEqual(['mine']);
  });
});
