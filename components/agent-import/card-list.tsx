import type { ImportPlanView } from '@/lib/contract/agent-import';

/** What the cards say of themselves. Nothing in it is a permission. */
export function CardList({ cards }: { cards: ImportPlanView['cards'] }) {
  return (
    <ul className="flex flex-col gap-2">
      {cards.map((card) => (
        <li key={`${card.name} ${card.url}`} className="min-w-0">
          <p>
            <span className="font-medium">{card.name}</span>
            {card.version !== null && <span className="text-muted"> {card.version}</span>}
            {card.provider !== null && <span className="text-muted"> from {card.provider}</span>}
            {card.protocol !== null && <span className="text-muted"> · A2A {card.protocol}</span>}
          </p>
          {card.url !== null && <p className="break-all font-mono text-muted text-sm">{card.url}</p>}
          {card.skills.length > 0 && <p className="text-muted">Says it can: {card.skills.join(', ')}</p>}
          {card.isSigned && <p className="text-muted">It is signed; the signature was not verified here.</p>}
        </li>
      ))}
    </ul>
  );
}
