// Finds a claim by its words, or by its id.
import { Combobox, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import type { Claim } from '@gen/claim_pb';
import { useFoundClaims } from '@/api/search';
import { useT } from '@/i18n';
import { ClaimStateMark } from './marks';

export function ClaimPicker({
  label,
  except,
  picked,
  onPick,
  error,
}: {
  label: string;
  /** Not to be offered. */
  except: string;
  picked: Claim | undefined;
  onPick: (claim: Claim | undefined) => void;
  error?: string;
}) {
  const t = useT();
  const combobox = useCombobox();
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text.trim(), 200);
  const { data = [] } = useFoundClaims(asked, 10);
  const offered = asked.length < 2 ? [] : data.filter((claim) => claim.name !== except);
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(name) => {
        const claim = offered.find((each) => each.name === name);
        onPick(claim);
        setText(claim?.statement ?? '');
        combobox.closeDropdown();
      }}
    >
      <Combobox.Target>
        <TextInput
          label={label}
          value={picked ? picked.statement : text}
          placeholder={t('claimPicker.placeholder')}
          error={error}
          required
          dir="auto"
          data-autofocus
          onChange={(event) => {
            onPick(undefined);
            setText(event.currentTarget.value);
            combobox.openDropdown();
            combobox.resetSelectedOption();
          }}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={offered.length === 0}>
        <Combobox.Options>
          {offered.map((claim) => (
            <Combobox.Option value={claim.name} key={claim.name}>
              <span dir="auto" className="clamp">
                {claim.statement}
              </span>
              <ClaimStateMark claim={claim} />
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
