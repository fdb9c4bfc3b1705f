import { expect, it } from "vitest";
import { csvOf } from "../../src/observe/csv.ts";

it("takes its columns from the first row", () => {
  expect(
    csvOf([
      { a: 1, b: "x" },
      { b: null, a: -2.5, c: 3 },
    ]),
  ).toBe("a,b\r\n1,x\r\n-2.5,\r\n");
  expect(csvOf([])).toBe("");
});

it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1", "=cmd|' /C calc'!A0"])(
  "lets no spreadsheet take %j for a formula",
  (text) => {
    const [, row] = csvOf([{ name: text }]).split(/(?<=^name)\r\n/);
    expect(row?.startsWith("\"'")).toBe(true);
  },
);

it("quotes what would break the row", () => {
  expect(csvOf([{ name: 'a "b", c\nd' }])).toBe('name\r\n"a ""b"", c\nd"\r\n');
});

it("writes what is nested as JSON", () => {
  expect(csvOf([{ name: { a: [1] } }])).toBe('name\r\n"{""a"":[1]}"\r\n');
});
