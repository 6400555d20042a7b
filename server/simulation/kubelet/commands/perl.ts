/** perl, as far as one-liners print numbers: `print bpi(2000)` is pi with so many digits, anything else is refused. */
import type { Command } from "../machine/Command.ts";
import { after, fail, out } from "./kit.ts";

/** Pi by Machin's formula. */
function piDigits(digits: number): string {
  const scale = 10n ** BigInt(digits + 10);
  const inverseTangent = (value: bigint): bigint => {
    let [sum, term, sign] = [0n, scale / value, 1n];
    for (let divisor = 1n; term > 0n; divisor += 2n) {
      sum += (sign * term) / divisor;
      term /= value * value;
      sign = -sign;
    }
    return sum;
  };
  const text = String(4n * (4n * inverseTangent(5n) - inverseTangent(239n)));
  return `3.${text.slice(1, digits)}`;
}

export const perl: Command = (context) => {
  const program = context.args.join(" ");
  const digits = Number(/print bpi\((\d{1,4})\)/.exec(program)?.[1] ?? 0);
  if (digits > 0)
    return after(context, Math.max(500, digits * 3), () => {
      out(context, `${piDigits(digits)}\n`);
      return 0;
    });
  return fail(context, "Podroom runs no Perl programs but print bpi(N)");
};
