/** The mark of the product. */
export function Mark({ className = 'size-6' }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden className={`${className} shrink-0`}>
      <rect width="24" height="24" rx="6.5" fill="var(--ink)" />
      <path
        d="M6.5 17.5L12 6.5l5.5 11"
        fill="none"
        stroke="var(--on-ink)"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <circle cx="12" cy="15" r="1.9" fill="var(--on-ink)" />
    </svg>
  );
}
