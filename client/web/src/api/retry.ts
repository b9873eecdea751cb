// A write gets a request id, so that trying it again happens once.
import { Code, ConnectError, type Interceptor } from '@connectrpc/connect';

const attempts = 4;

// Not crypto.randomUUID, which pages without TLS don't have.
const newRequestId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

const mayRetry = (error: unknown): boolean =>
  error instanceof ConnectError && (error.code === Code.Unavailable || error.code === Code.Unknown);

const pause = (milliseconds: number, signal: AbortSignal) =>
  new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });

/** Tries unary calls again that may not have reached the server. `unit`: the first pause. */
export const retrying =
  (unit = 200): Interceptor =>
  (next) =>
  async (request) => {
    if (request.stream) return next(request);
    const takesId = request.method.input.fields.some((field) => field.name === 'request_id');
    if (takesId) {
      const message = request.message as unknown as { requestId: string };
      if (!message.requestId) message.requestId = newRequestId();
    }
    for (let attempt = 1; ; attempt++) {
      try {
        return await next(request);
      } catch (error) {
        if (attempt === attempts || !mayRetry(error) || request.signal.aborted) throw error;
        await pause(unit * 2 ** (attempt - 1) * (0.5 + Math.random()), request.signal);
      }
    }
  };
