// Resource names (AIP-122) and the desk's addresses for them.

/** The last part of a name: `claims/bridge` gives `bridge`. */
export const idOf = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

/** The claim of anything below it: `claims/bridge/verdicts/gazette` gives `claims/bridge`. */
export const claimOf = (name: string): string => name.split('/').slice(0, 2).join('/');

/** The publisher of a verdict: `claims/c/verdicts/p` gives `publishers/p`. */
export const publisherOf = (verdict: string): string => `publishers/${verdict.split('/')[3] ?? ''}`;

export const claimPath = (claim: string): string => `/claims/${idOf(claim)}`;

export const verdictPath = (verdict: string): string => {
  const [, claim = '', , publisher = ''] = verdict.split('/');
  return `/claims/${claim}/verdicts/${publisher}`;
};

export const publisherPath = (publisher: string): string => `/publishers/${idOf(publisher)}`;

/** The host of an address without `www.`, for display; the address itself where it is none. */
export function hostOf(url: string): string {
  try {
    return new URL(url).hostname.replace(/^www\./, '');
  } catch {
    return url;
  }
}

/** Only http and https may become links. */
export const isWebAddress = (url: string): boolean => /^https?:\/\/\S+$/i.test(url);

/** A value for a filter (AIP-160), quoted. */
export const quoted = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&')}"`;

/** What a person types as a name, as an id: `The Gazette` gives `the-gazette`. */
export function toId(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 63)
    .replace(/-+$/, '');
}
