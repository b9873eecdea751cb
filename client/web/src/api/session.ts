// Signing in: the key goes to the server once, in the body of a request; what stays in the browser
// is a cookie that no script can read.
import { csrfHeader } from './clients';

export class SignInError extends Error {
  constructor(readonly kind: 'refused' | 'offline' | 'busy') {
    super(kind);
  }
}

async function call(method: 'POST' | 'DELETE', body?: unknown): Promise<Response> {
  try {
    return await fetch('/session', {
      method,
      credentials: 'same-origin',
      headers: { ...csrfHeader, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new SignInError('offline');
  }
}

export async function signIn(key: string): Promise<void> {
  const answer = await call('POST', { apiKey: key });
  if (answer.ok) return;
  if (answer.status === 429 || answer.status >= 500) throw new SignInError('busy');
  throw new SignInError('refused');
}

export async function signOut(): Promise<void> {
  await call('DELETE');
}
