// What went wrong with a call, out of the error's details, in a form that pages can show.
import { Code, ConnectError } from '@connectrpc/connect';
import { BadRequestSchema, ErrorInfoSchema, PreconditionFailureSchema } from '@/gen/google/rpc/error_details_pb';

export type ProblemKind =
  | 'offline'
  | 'signedOut'
  | 'denied'
  | 'missing'
  | 'conflict'
  | 'fields'
  | 'precondition'
  | 'exists'
  | 'busy'
  | 'slow'
  | 'fault';

export interface Problem {
  kind: ProblemKind;
  /** ErrorReason without its prefix, `ETAG_MISMATCH`; empty where the server gave none. */
  reason: string;
  /** The server's words, in English. */
  message: string;
  /** What is wrong with which field, by the field's path in the request. */
  fields: Map<string, string>;
  /** What is missing before it can be done. */
  preconditions: { type: string; subject: string; description: string }[];
  metadata: Record<string, string>;
}

const kinds: Partial<Record<Code, ProblemKind>> = {
  [Code.Unavailable]: 'offline',
  [Code.Unauthenticated]: 'signedOut',
  [Code.PermissionDenied]: 'denied',
  [Code.NotFound]: 'missing',
  [Code.Aborted]: 'conflict',
  [Code.InvalidArgument]: 'fields',
  [Code.FailedPrecondition]: 'precondition',
  [Code.AlreadyExists]: 'exists',
  [Code.ResourceExhausted]: 'busy',
  [Code.DeadlineExceeded]: 'slow',
};

export function problemOf(thrown: unknown): Problem {
  const error = ConnectError.from(thrown);
  const [info] = error.findDetails(ErrorInfoSchema);
  const fields = new Map<string, string>();
  for (const detail of error.findDetails(BadRequestSchema)) {
    for (const violation of detail.fieldViolations) {
      const before = fields.get(violation.field);
      fields.set(violation.field, before ? `${before}; ${violation.description}` : violation.description);
    }
  }
  // fetch() fails without an answer: the server or the network is away.
  const unreached = error.code === Code.Unknown && !info;
  return {
    kind: unreached ? 'offline' : (kinds[error.code] ?? 'fault'),
    reason: info?.reason ?? '',
    message: error.rawMessage,
    fields,
    preconditions: error.findDetails(PreconditionFailureSchema).flatMap((detail) => detail.violations),
    metadata: { ...info?.metadata },
  };
}

/** What the server said of a field and of all below it: `claimants` finds `claim.claimants[0].name`. */
export function fieldError(problem: Problem | undefined, field: string): string | undefined {
  if (!problem) return undefined;
  const found: string[] = [];
  for (const [path, description] of problem.fields) {
    const parts = path.replace(/\[\d+\]/g, '').split('.');
    const tail = parts.length > 1 && /^[a-z_]+$/.test(parts[0]!) ? parts.slice(1) : parts;
    if (parts[0] === field || tail[0] === field || path === field) found.push(description);
  }
  return found.length ? found.join('; ') : undefined;
}
