import { MultiSelect } from '@mantine/core';
import { Role } from '@gen/publisher_pb';
import { useT, type Key } from '@/i18n';

export const memberRoles = [
  Role.CONTRIBUTOR, Role.FACT_CHECKER, Role.REVIEWER, Role.PUBLISHER,
  Role.STANDARDS_EDITOR, Role.ADMIN, Role.AUDITOR, Role.AI_ASSISTANT,
];
export const actorRoles = [Role.CONSUMER, ...memberRoles];

export const roleKey = (role: Role): Key => `role.${Role[role]}` as Key;

export function RolesSelect({ label, description, offered, value, onChange, error }: { label: string; description?: string; offered: readonly Role[]; value: readonly Role[]; onChange: (roles: Role[]) => void; error?: string }) {
  const t = useT();
  return (
    <MultiSelect
      label={label}
      description={description}
      data={offered.map((role) => ({ value: String(role), label: t(roleKey(role)) }))}
      value={value.map(String)}
      onChange={(roles) => onChange(roles.map(Number) as Role[])}
      error={error}
    />
  );
}

export function RoleMarks({ roles }: { roles: readonly Role[] }) {
  const t = useT();
  return (
    <span className="topics">
      {roles.map((role) => (
        <span className="topic" key={role}>
          {t(roleKey(role))}
        </span>
      ))}
    </span>
  );
}
