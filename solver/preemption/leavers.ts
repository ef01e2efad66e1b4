import { ZERO_KEY } from '../placement/policy.ts';
import { countViolations } from './disruption-budgets.ts';
import { addCosts, type EvictionCost, NO_EVICTION } from './eviction-cost.ts';

/** Somebody who may be asked to leave. */
export interface Leaver {
  readonly priority: number;
  readonly budgets: readonly string[];
}

/**
 * A set of leavers as far as its cost does not add up one by one: who leaves that more than one stage may name, and how
 * many of each kind are covered by a disruption budget that allows some of them and not all.
 */
export interface Entangled {
  /** Equal for equal sets. */
  readonly id: number;
  readonly cost: EvictionCost;
}

/** Splits the cost of leavers into what adds up and what does not. */
export interface LeaverCosts {
  readonly none: Entangled;
  /** The cost of those whose cost adds up, and the rest of the set. */
  split(leaving: readonly number[]): { readonly plain: EvictionCost; readonly entangled: Entangled };
  /** Both sets together. */
  union(a: Entangled, b: Entangled): Entangled;
}

/** Leavers that cost the same and are counted, or one who is known by name. */
interface Member {
  readonly leaver: Leaver;
  readonly count: number;
  readonly isOne: boolean;
}

/** What a set of entangled leavers costs in steps when it is first met, in time and memory beside a step of a search. */
const STEPS_PER_SET = 200;
const STEPS_PER_UNION = 50;

/**
 * Prepares the costs of some leavers.
 *
 * @param repeated Indexes of leavers that several stages may name: they are counted once.
 * @param steps Charged for every set that is made, so that a search with too many of them ends.
 */
export function leaverCosts(
  leavers: readonly Leaver[],
  repeated: ReadonlySet<number>,
  disruptionsAllowed: ReadonlyMap<string, number>,
  steps: { left: number },
): LeaverCosts {
  const scarce = scarceBudgets(leavers, disruptionsAllowed);
  const sets: { readonly entangled: Entangled; readonly members: ReadonlyMap<string, Member> }[] = [];
  const known = new Map<string, number>();
  const unions = new Map<number, Entangled>();

  const intern = (members: ReadonlyMap<string, Member>): Entangled => {
    const text = [...members]
      .map(([name, { count }]) => `${name} ${count}`)
      .sort()
      .join('\n');
    const found = sets[known.get(text) ?? -1];
    if (found !== undefined) return found.entangled;
    const everyone = [...members.values()].flatMap(({ leaver, count }) => Array.from({ length: count }, () => leaver));
    steps.left -= STEPS_PER_SET;
    const entangled = { id: sets.length, cost: costOf(everyone, disruptionsAllowed) };
    known.set(text, entangled.id);
    sets.push({ entangled, members });
    return entangled;
  };
  const none = intern(new Map());
  return {
    none,
    split(leaving) {
      let plain = NO_EVICTION;
      const members = new Map<string, Member>();
      for (const index of leaving) {
        const leaver = leavers[index];
        if (leaver === undefined) continue;
        const isOne = repeated.has(index);
        if (!isOne && !leaver.budgets.some((budget) => scarce.has(budget))) {
          plain = addCosts(plain, costOf([leaver], disruptionsAllowed));
          continue;
        }
        const name = isOne ? `one ${index}` : `kind ${leaver.priority} ${leaver.budgets.toSorted().join()}`;
        members.set(name, { leaver, isOne, count: isOne ? 1 : (members.get(name)?.count ?? 0) + 1 });
      }
      return { plain, entangled: members.size === 0 ? none : intern(members) };
    },
    union(a, b) {
      if (a.id === none.id) return b;
      if (b.id === none.id) return a;
      const pair = a.id * 2 ** 26 + b.id;
      const done = unions.get(pair);
      if (done !== undefined) return done;
      const members = new Map(sets[a.id]?.members);
      for (const [name, member] of sets[b.id]?.members ?? []) {
        const count = member.isOne ? 1 : (members.get(name)?.count ?? 0) + member.count;
        members.set(name, { ...member, count });
      }
      steps.left -= STEPS_PER_UNION;
      const union = intern(members);
      unions.set(pair, union);
      return union;
    },
  };
}

/** The budgets that allow some of these leavers and not all, so that it matters who else leaves. */
export function scarceBudgets(
  leavers: readonly Leaver[],
  disruptionsAllowed: ReadonlyMap<string, number>,
): ReadonlySet<string> {
  const covered = new Map<string, number>();
  for (const budget of leavers.flatMap(({ budgets }) => [...new Set(budgets)])) {
    covered.set(budget, (covered.get(budget) ?? 0) + 1);
  }
  const isScarce = ([budget, count]: readonly [string, number]): boolean => {
    const allowed = disruptionsAllowed.get(budget) ?? 0;
    return allowed > 0 && allowed < count;
  };
  return new Set([...covered].filter(isScarce).map(([budget]) => budget));
}

function costOf(leavers: readonly Leaver[], disruptionsAllowed: ReadonlyMap<string, number>): EvictionCost {
  return {
    violations: countViolations(leavers, disruptionsAllowed),
    highestPriority: Math.max(-Infinity, ...leavers.map(({ priority }) => priority)),
    victims: leavers.length,
    key: ZERO_KEY,
  };
}
