import { BadInput } from '../../src/bad-input.ts';
import type { LayoutSpec, ModeSpec } from '../scenario.ts';
import type { Settings } from './settings.ts';

/**
 * The modes that settings ask for: one, or for static fleets each combination of layouts, delay and kubelet.
 *
 * @param captured The layouts of a captured fleet, where it has any.
 * @throws BadInput where captured layouts are asked for and there are none.
 */
export function modeSpecs(
  kind: ModeSpec['kind'],
  { layouts, recutAfter, kubelets }: Settings,
  captured?: LayoutSpec,
): readonly ModeSpec[] {
  if (kind === 'carve') return [{ kind }];
  return layouts.flatMap((name) => {
    const spec = name === 'captured' ? captured : { kind: name };
    if (spec === undefined) {
      throw new BadInput('--layouts: a pool in carve mode has no layouts of its own; take all-balanced or tuned');
    }
    return recutAfter.flatMap((delay) =>
      kubelets.map((kubelet) => ({
        kind,
        layouts: spec,
        kubelet,
        ...(delay === undefined ? {} : { recutAfter: delay }),
      })),
    );
  });
}
