import { create } from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';
import { describe, expect, it } from 'vitest';
import {
  BadRequestSchema,
  BadRequest_FieldViolationSchema,
  ErrorInfoSchema,
  PreconditionFailureSchema,
} from '@/gen/google/rpc/error_details_pb';
import { fieldError, problemOf } from './problem';

const violation = (field: string, description: string) => create(BadRequest_FieldViolationSchema, { field, description });

describe('an error of the server', () => {
  it('stands at its fields', () => {
    const problem = problemOf(
      new ConnectError('fields', Code.InvalidArgument, undefined, [
        { desc: ErrorInfoSchema, value: create(ErrorInfoSchema, { reason: 'INVALID_FIELDS' }) },
        {
          desc: BadRequestSchema,
          value: create(BadRequestSchema, {
            fieldViolations: [violation('claim.claimants[0].name', 'too long'), violation('claim.statement', 'required'), violation('revision.url', 'no address')],
          }),
        },
      ]),
    );
    expect(problem.kind).toBe('fields');
    expect(fieldError(problem, 'claimants')).toBe('too long');
    expect(fieldError(problem, 'statement')).toBe('required');
    expect(fieldError(problem, 'url')).toBe('no address');
    expect(fieldError(problem, 'title')).toBeUndefined();
  });

  it('names what is unmet', () => {
    const problem = problemOf(
      new ConnectError('policy', Code.FailedPrecondition, undefined, [
        { desc: ErrorInfoSchema, value: create(ErrorInfoSchema, { reason: 'POLICY_UNMET' }) },
        { desc: PreconditionFailureSchema, value: create(PreconditionFailureSchema, { violations: [{ type: 'QUORUM', description: 'one more approval' }] }) },
      ]),
    );
    expect([problem.kind, problem.reason, problem.preconditions[0]?.description]).toEqual(['precondition', 'POLICY_UNMET', 'one more approval']);
  });

  it('is told apart from a server that is away', () => {
    expect(problemOf(new TypeError('Failed to fetch')).kind).toBe('offline');
    expect(problemOf(new ConnectError('x', Code.Internal)).kind).toBe('fault');
    expect(problemOf(new ConnectError('x', Code.Unauthenticated)).kind).toBe('signedOut');
  });
});
