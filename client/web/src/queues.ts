// The queues of a newsroom: each a list of claims or of verdicts that are worked on.
import type { Me } from './api/me';
import type { Key } from './i18n';
import { quoted } from './text/names';

export interface Queue {
  id: string;
  label: Key;
  kind: 'claims' | 'verdicts';
  filter: (me: Me) => string;
  order: string;
  /** The second key after `g`. */
  key?: string;
  staffOnly?: boolean;
}

export const queues: readonly Queue[] = [
  { id: 'new', label: 'queue.new', kind: 'claims', filter: () => 'state = RECEIVED', order: 'create_time desc', key: 'n', staffOnly: true },
  { id: 'mine', label: 'queue.mine', kind: 'claims', filter: (me) => `assignee = ${quoted(me.name)} AND (state = RECEIVED OR state = ACCEPTED)`, order: 'update_time desc', key: 'm', staffOnly: true },
  { id: 'open', label: 'queue.open', kind: 'claims', filter: () => 'status = IN_PROGRESS', order: 'update_time desc', key: 'o', staffOnly: true },
  { id: 'drafts', label: 'queue.drafts', kind: 'verdicts', filter: (me) => `working_state = DRAFT AND working_editor = ${quoted(me.name)}`, order: 'update_time desc', key: 'd', staffOnly: true },
  { id: 'review', label: 'queue.review', kind: 'verdicts', filter: () => 'working_state = IN_REVIEW', order: 'update_time', key: 'r', staffOnly: true },
  { id: 'publish', label: 'queue.publish', kind: 'verdicts', filter: () => 'working_state = APPROVED', order: 'update_time', key: 'p', staffOnly: true },
  { id: 'embargoed', label: 'queue.embargoed', kind: 'verdicts', filter: () => 'working_state = EMBARGOED', order: 'embargo_time', key: 'e', staffOnly: true },
  { id: 'stale', label: 'queue.stale', kind: 'verdicts', filter: () => 'stale = true', order: 'publish_time', key: 's' },
  { id: 'disputed', label: 'queue.disputed', kind: 'claims', filter: () => 'disputed = true', order: 'update_time desc', key: 'u' },
  { id: 'checked', label: 'queue.checked', kind: 'claims', filter: () => 'status = CHECKED', order: 'update_time desc', key: 'h' },
  { id: 'all', label: 'queue.all', kind: 'claims', filter: () => '', order: 'create_time desc', key: 'a' },
];

export const queuesOf = (me: Me): Queue[] => queues.filter((queue) => !queue.staffOnly || me.isStaff);
