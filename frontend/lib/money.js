// Amounts as the server writes them ("-12.50") in, exact sums and readable differences out.

const DECIMALS = 10;

/** The exact sum; an empty text is no amount. */
export function total(amounts) {
  const units = amounts.filter(Boolean).reduce((sum, amount) => sum + parse(amount), 0n);
  if (units === 0n) return "";
  const digits = String(units < 0n ? -units : units).padStart(DECIMALS + 1, "0");
  const decimals = digits.slice(-DECIMALS).replace(/0+$/, "").padEnd(2, "0");
  return `${units < 0n ? "-" : ""}${digits.slice(0, -DECIMALS)}.${decimals}`;
}

function parse(amount) {
  const [, sign, whole, decimals = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount) ?? [null, "", "0"];
  const units = BigInt(whole + decimals.slice(0, DECIMALS).padEnd(DECIMALS, "0"));
  return sign ? -units : units;
}

/** A difference in money, for the pointer: the page's own text has it by the server's rules. */
export function money(amount) {
  const size = Math.abs(Number(amount)).toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return `${amount.startsWith("-") ? "−" : "+"}$${size}`;
}
