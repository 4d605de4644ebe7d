'use client';

import type { ReactNode } from 'react';
import { ApproverSection } from '@/components/approver/approver-section';
import { ChannelSection } from '@/components/channel/channel-section';
import { NotificationSection } from '@/components/channel/notification-section';
import { PageHeader } from '@/components/layout/page-header';
import { LinkButton } from '@/components/ui/link-button';
import { Tabs } from '@/components/ui/tabs';
import { paths, SETTINGS_SECTIONS, type SettingsSection } from '@/lib/paths';
import { AboutSection } from './about-section';
import { BrowserSection } from './browser-section';
import { ClockworkSection } from './clockwork-section';
import { KeySection } from './key-section';
import { PeopleSection } from './people-section';
import { RetentionSection } from './retention-section';
import { RoleSection } from './role-section';
import { SessionSection } from './session-section';
import { SignInSection } from './sign-in-section';

const SECTIONS: Record<SettingsSection, { label: string; show: () => ReactNode }> = {
  people: { label: 'People', show: () => <PeopleSection /> },
  roles: { label: 'Roles', show: () => <RoleSection /> },
  approvers: { label: 'Approvers', show: () => <ApproverSection /> },
  sessions: { label: 'Sessions', show: () => <SessionSection /> },
  'api-keys': { label: 'API keys', show: () => <KeySection /> },
  channels: { label: 'Channels', show: () => <ChannelSection /> },
  notifications: { label: 'Notifications', show: () => <NotificationSection /> },
  'single-sign-on': { label: 'Single sign-on', show: () => <SignInSection /> },
  retention: { label: 'Retention', show: () => <RetentionSection /> },
  clockwork: { label: 'Clockwork', show: () => <ClockworkSection /> },
  about: { label: 'About', show: () => <AboutSection /> },
  browser: { label: 'This browser', show: () => <BrowserSection /> },
};

/** Who can use this console, and how. */
export function SettingsPage({ section }: { section: SettingsSection }) {
  return (
    <>
      <PageHeader
        title="Settings"
        description="Who can use this console, and how."
        actions={<LinkButton href={paths.setup()}>Setup wizard</LinkButton>}
      />
      <div className="flex flex-col gap-4">
        <Tabs
          label="Settings"
          current={section}
          tabs={SETTINGS_SECTIONS.map((id) => ({ id, label: SECTIONS[id].label, href: paths.settings(id) }))}
        />
        {SECTIONS[section].show()}
      </div>
    </>
  );
}
