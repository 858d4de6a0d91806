// Amounts as the server writes them ("-12.50") in, readable differences out.

/** A difference in money, for the pointer: the page's own text has it by the server's rules. */
export function money(amount) {
  const size = Math.abs(Number(amount)).toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return `${amount.startsWith("-") ? "−" : "+"}$${size}`;
}
