/**
 * "princess" and "prince", "waitress" and "waiter", "grandson" and "grandparents": a common beginning makes them match, and
 * they are two persons.
 */
/** Do two matched words name two persons? By their folds. */
export function isPersonOther(one: string, other: string): boolean {
  return isLady(one, other) || isLady(other, one) || areOtherKin(one, other);
}

function areOtherKin(one: string, other: string): boolean {
  const mine = KIN.exec(one);
  const theirs = KIN.exec(other);
  if (mine === null || theirs === null || mine[1] !== theirs[1]) return false;
  const [x = "", y = ""] = [mine[2], theirs[2]];
  return (SHORT[x] ?? x) !== (SHORT[y] ?? y);
}
const KIN =
  /^(grand|step|god|foster)(mother|father|ma|pa|mom|mum|dad|son|daughter|sister|brother|parent|child|children|kid)s?$/;
const SHORT: Readonly<Record<string, string>> = {
  ...{ ma: "mother", mom: "mother", mum: "mother", pa: "father", dad: "father" },
  ...{ kid: "child", children: "child" },
};

function isLady(lady: string, man: string): boolean {
  if (!lady.endsWith("ess") && !lady.endsWith("esses")) return false;
  const base = lady.slice(0, lady.lastIndexOf("ess"));
  const he = man.endsWith("s") ? man.slice(0, -1) : man;
  if (base.length < 3) return false;
  return base === he || `${base}e` === he || (/[eo]r$/.test(he) && base === `${he.slice(0, -2)}r`);
}
