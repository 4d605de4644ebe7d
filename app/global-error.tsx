'use client';

import './globals.css';
import PageError from './error';

type Props = { error: Error & { digest?: string }; reset: () => void };

/** Stands in for the root layout when that one fails. */
export default function GlobalError(props: Props) {
  return (
    <html lang="en">
      <body>
        <title>Error · Cordon</title>
        <PageError {...props} />
      </body>
    </html>
  );
}
