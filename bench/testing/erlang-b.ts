/**
 * The share of requests that find all of `servers` servers busy where they come at random at `offered` times the rate at
 * which one server works, and leave when none is free: Erlang's B formula, by the recursion
 * `B(n) = a B(n - 1) / (n + a B(n - 1))` from `B(0) = 1`. It holds for any distribution of lifetimes with that mean.
 */
export function erlangB(servers: number, offered: number): number {
  let blocked = 1;
  for (let server = 1; server <= servers; server++) blocked = (offered * blocked) / (server + offered * blocked);
  return blocked;
}
