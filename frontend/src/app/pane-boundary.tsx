import { Component, type ReactNode } from 'react';
import { useText } from '../text/text.js';
import { ErrorState } from '../ui/states.js';

/** A pane that throws shows why in its own place: what is typed in the panes beside it stays. */
export class PaneBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error: error ?? new Error('unknown') };
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    return <Broken error={this.state.error} onRetry={() => this.setState({ error: null })} />;
  }
}

function Broken({ error, onRetry }: { error: unknown; onRetry(): void }) {
  const t = useText();
  return <ErrorState title={t('app.pane.crashed')} error={error} onRetry={onRetry} />;
}
