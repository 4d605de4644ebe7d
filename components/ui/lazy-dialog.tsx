'use client';

import { type ComponentType, lazy, Suspense } from 'react';

/** A dialog that is loaded when it is opened: most visits of a page never do. */
export function lazyDialog<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  const Loaded = lazy(async () => ({ default: await load() })) as unknown as ComponentType<Props>;
  // biome-ignore lint/correctness/noNestedComponentDefinitions: it is made once, where a module is loaded.
  return function LazyDialog(props: Props) {
    return (
      <Suspense fallback={null}>
        <Loaded {...props} />
      </Suspense>
    );
  };
}
