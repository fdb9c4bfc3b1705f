/** A template is not used for a value that its words would have to agree with in a way that nobody has shown. */
import { describe, expect, it } from "vitest";
import { isLikeShown } from "../../src/core/slot-likeness.ts";

const may = (answer: string, shown: readonly string[], value: string): boolean =>
  isLikeShown(answer.split("□"), shown, value);

describe("a value of a slot", () => {
  it.each<[string, string, string[], string]>([
    ["a vowel behind a", "Every home deserves a □.", ["dog", "cat", "horse"], "elephant"],
    ["a consonant behind an", "Nothing beats an □.", ["apple", "orange", "egg"], "pear"],
    ["a letter that does not tell", "I waited an □.", ["age", "era", "eternity"], "hour"],
    ["a singular among plurals", "Our □ are the best.", ["shoes", "hats", "bags"], "bread"],
    ["an owner that ends with S", "□'s Corner Shop", ["Maria", "Pedro", "Anna"], "James"],
    ["its letters are told", "The word □ has four letters.", ["rose", "lily", "iris"], "tulip"],
    [
      "a person's gender is told",
      "Happy birthday to □! He is the best.",
      ["David", "Peter", "John"],
      "Susan",
    ],
    ["a Portuguese gender", "Cara □, você está convidada.", ["Ana", "Maria", "Clara"], "Pedro"],
    ["a Portuguese article", "Os melhores □ da cidade", ["livros", "carros", "jogos"], "roupas"],
    ["a word that a program keeps", "```python\ndef □():\n    pass\n```", ["foo", "bar", "greet"], "class"],
    ["a word that a query keeps", "SELECT * FROM □;", ["users", "items", "carts"], "group"],
    ["the order of a list", "- □\n- eggs\n- milk", ["bread", "cheese", "butter"], "tea"],
    ["the order of things with commas", "□, banana, cherry", ["apple", "almond", "acorn"], "plum"],
    ["another case", "I like □.", ["apples", "pears", "plums"], "Apples"],
    ["a letter that all shown begin with", "A stands for □", ["Ana", "Amy", "Ada"], "Bia"],
    ["an ending that all shown have", "□ could be Bert.", ["Robert", "Albert", "Gilbert"], "Elizabeth"],
  ])("is refused: %s", (_, answer, shown, value) => {
    expect(may(answer, shown, shown[1]!)).toBe(!/letters|He is/.test(answer));
    expect(may(answer, shown, value)).toBe(false);
  });

  it.each<[string, string, string[], string]>([
    ["no article beside it", "Greet the □ speaker.", ["French", "German", "Spanish"], "Welsh"],
    ["a name", "Dear □, thank you for the gift.", ["Bob", "Carol", "Dave"], "Erin"],
    ["a plural among plurals", "Our □ are the best.", ["shoes", "hats", "bags"], "coats"],
    ["both genders", "Olá □, muito obrigado pelo convite.", ["Ana", "Pedro", "Carla"], "Bruno"],
    ["a name of a function", "```python\ndef □():\n    pass\n```", ["foo", "bar", "greet"], "run"],
    ["an order that was none", "- milk\n- □\n- eggs", ["bread", "cheese", "butter"], "tea"],
    ["an order that stays", "- □\n- eggs\n- milk", ["bread", "cheese", "butter"], "chard"],
  ])("is taken: %s", (_, answer, shown, value) => {
    expect(may(answer, shown, value)).toBe(true);
  });
});
