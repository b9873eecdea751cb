import { Alert } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useClients } from '@/api/clients';
import { keys } from '@/api/keys';
import { useT } from '@/i18n';
import { claimOf } from '@/text/names';
import { Loaded } from '@/ui/states';
import type { Missing } from './before-publication';
import type { Preview } from './claim-review';

function View({ json, missing, warnings }: { json: string; missing: readonly string[]; warnings: readonly string[] }) {
  const t = useT();
  return (
    <div className="stack">
      {missing.length > 0 ? (
        <Alert color="yellow" title={t('preview.missing')}>
          <ul>
            {missing.map((each) => (
              <li key={each}>
                <code>{each}</code>
              </li>
            ))}
          </ul>
        </Alert>
      ) : (
        <p className="good">✓ {t('preview.complete')}</p>
      )}
      {warnings.map((warning) => (
        <p className="dim" key={warning}>
          ⚠ {warning}
        </p>
      ))}
      {json && (
        <pre className="code" tabIndex={0} aria-label="ClaimReview" dir="ltr">
          {json}
        </pre>
      )}
    </div>
  );
}

/** What stands between a revision and the public. */
export function BeforePublication({ missing }: { missing: readonly Missing[] }) {
  const t = useT();
  return (
    <section aria-labelledby="before-publication">
      <h2 id="before-publication">{t('policy.title')}</h2>
      {missing.length === 0 ? (
        <p className="good">✓ {t('before.nothing')}</p>
      ) : (
        <ul className="plain before">
          {missing.map((each) => (
            <li key={each.what}>{t(`before.${each.what}`, 'given' in each ? { count: each.count, given: each.given } : undefined)}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Of what is being written. */
export function DraftPreview({ preview }: { preview: Preview }) {
  const t = useT();
  return <View json={preview.json} missing={preview.missing} warnings={preview.warnings.map((each) => t(`preview.${each}`))} />;
}

const pretty = (bytes: Uint8Array): string => {
  const text = new TextDecoder().decode(bytes);
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
};

/** Of what is published, as the server exports it. */
export function PublishedPreview({ verdict, etag }: { verdict: string; etag: string }) {
  const { transfers } = useClients();
  const query = useQuery({
    queryKey: [...keys.preview(claimOf(verdict)), verdict, etag],
    queryFn: async ({ signal }) => {
      for await (const message of transfers.exportClaimReviews({ claim: claimOf(verdict) }, { signal })) {
        const record = message.records.find((each) => each.verdict === verdict);
        if (record) return { json: pretty(record.json), missing: record.missing, warnings: record.warnings };
      }
      return { json: '', missing: [], warnings: [] };
    },
  });
  return <Loaded query={query}>{(found) => <View {...found} />}</Loaded>;
}
