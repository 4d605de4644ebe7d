'use client';

import NextLink from 'next/link';
import { type ComponentProps, type FocusEvent, type PointerEvent, useState } from 'react';

/**
 * A link that fetches its page ahead when the pointer or the focus comes to it, and not because it can be seen: the
 * menu and the rows of a list are dozens of pages, and asking for all of them at every load is half of what a load
 * costs the server and the browser.
 */
export function Link({
  onPointerEnter,
  onFocus,
  ...rest
}: Omit<ComponentProps<typeof NextLink>, 'prefetch'>) {
  const [isNear, setNear] = useState(false);
  return (
    <NextLink
      {...rest}
      prefetch={isNear ? null : false}
      onPointerEnter={(event: PointerEvent<HTMLAnchorElement>) => {
        setNear(true);
        onPointerEnter?.(event);
      }}
      onFocus={(event: FocusEvent<HTMLAnchorElement>) => {
        setNear(true);
        onFocus?.(event);
      }}
    />
  );
}
