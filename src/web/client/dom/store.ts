import { type Choices, FIRST_STATE, type State } from '../state.ts';

/** The state of the page, and who draws it. */
export interface Store {
  readonly state: State;
  set(change: Partial<State>): void;
  choose(change: Partial<Choices>): void;
  /** Called in the next frame after changes, however many. */
  onChange(draw: (state: State) => void): void;
}

/** Makes the store. */
export function createStore(): Store {
  let state = FIRST_STATE;
  let isPending = false;
  const drawers: ((state: State) => void)[] = [];
  const set = (change: Partial<State>): void => {
    state = { ...state, ...change };
    if (isPending) return;
    isPending = true;
    requestAnimationFrame(() => {
      isPending = false;
      for (const draw of drawers) draw(state);
    });
  };
  return {
    get state() {
      return state;
    },
    set,
    choose: (change) => set({ choices: { ...state.choices, ...change } }),
    onChange: (draw) => void drawers.push(draw),
  };
}
