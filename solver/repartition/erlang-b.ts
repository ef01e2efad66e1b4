/**
 * The share of requests that find all of `servers` servers busy where they come at random, `offered` of them would be in
 * service in the mean if none were refused, and those that find no server free leave: Erlang's B formula (1917),
 *
 *     B(n, a) = (a^n / n!) / (1 + a + a^2 / 2! + ... + a^n / n!)
 *
 * by the recursion `B(n) = a B(n - 1) / (n + a B(n - 1))` from `B(0) = 1`, which adds and multiplies positive numbers only,
 * so that nothing cancels and nothing overflows (Jagerman, Some Properties of the Erlang Loss Function, 1974). It holds for
 * any distribution of service times with that mean (Sevastyanov, 1957).
 */
export function erlangB(servers: number, offered: number): number {
  let blocked = 1;
  for (let server = 1; server <= servers; server++) blocked = (offered * blocked) / (server + offered * blocked);
  return blocked;
}
