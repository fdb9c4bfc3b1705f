/**
 * What the customers of a made-up furniture shop ask again and again, each in several wordings, and what is right to
 * answer: before the shop changes its terms, and after. Several classes are near one another on purpose (cancel an
 * order, cancel a subscription), so that a stored answer may be wrong without anything having changed.
 */

export interface QuestionClass {
  readonly name: string;
  /** All ask the same. */
  readonly wordings: readonly string[];
  readonly before: string;
  /** What is right once the class has changed. */
  readonly after: string;
}

/** One class a paragraph: its name, its answer with `{before|after}` once, its wordings. */
const WRITTEN = `
return-window: Returns are accepted within {30|14} days of delivery.
How long do I have to return an item?
Within how many days can I return an item?
What is the time limit to return an item?
How many days do I have to return an item?
Until when can I return an item I bought?

refund-time: Refunds reach your account {5|12} working days after we receive the parcel.
How long does a refund take?
How long do I have to wait for my refund?
When will I get my refund?
How many days does it take to receive a refund?
When does a refund arrive?

shipping-cost: Standard shipping costs {4.90|7.50} euros for any parcel.
How much does standard shipping cost?
What is the price of standard shipping?
What do you charge for standard shipping?
What does standard shipping cost?
How much do I pay for standard shipping?

free-shipping: Shipping is free for orders above {60|90} euros.
When is shipping free?
From what order value is shipping free?
How much do I have to spend for free shipping?
What is the minimum order for free shipping?
Which order value do I need to get free shipping?

delivery-time: Orders in stock are delivered within {3|8} working days.
How long does delivery take?
When will my order be delivered?
How many days does delivery take?
What is the usual delivery time?
How long does it take to deliver an order?

express-delivery: Express orders placed before {2 pm|11 am} arrive the next day.
Until what time can I order express delivery?
By when must I place an express order?
What is the cutoff time for express delivery?
How late can I place an express order?
What is the latest time to order express delivery?

weekend-delivery: We deliver on {Saturdays|Fridays} at no extra charge.
Do you deliver on weekends?
Is weekend delivery possible?
Can I get a delivery on the weekend?
Do you offer weekend delivery?
Can my order be delivered on a weekend?

change-address: You can change the delivery address up to {24|6} hours after ordering.
How do I change my delivery address?
Can I change the delivery address of my order?
How can I change the address for delivery?
Is it possible to change the delivery address?
How do I correct the delivery address of an order?

cancel-order: An order can be cancelled for {12|2} hours under My Orders.
How do I cancel my order?
How can I cancel an order?
What do I do to cancel my order?
Can I still cancel my order?
Where can I cancel my order?

cancel-subscription: The care subscription ends {1|3} months after you cancel it in your profile.
How do I cancel my subscription?
How can I cancel the care subscription?
What do I do to cancel my subscription?
Can I cancel my subscription?
Where can I cancel my subscription?

track-order: Follow the parcel with the number in the e-mail from {Northway|Parcelo}.
How do I track my order?
Where can I track my parcel?
How can I track my package?
How do I find out where my parcel is?
Is there a way to track my order?

payment-methods: We accept cards, bank transfer and {PayPal|Klarna}.
Which payment methods do you accept?
How can I pay?
What payment methods can I use?
What ways to pay do you accept?
What are the accepted payment methods?

instalments: You can pay in {6|3} monthly instalments without interest.
Can I pay in instalments?
Do you offer payment in instalments?
Is it possible to pay in instalments?
How many instalments can I pay in?
In how many instalments can I pay?

invoice: Invoices are sent by e-mail {1|7} days after dispatch.
When do I get my invoice?
How do I get an invoice for my order?
When will I receive the invoice?
When is the invoice sent?
How can I get my invoice?

reset-password: Use the reset link, which is valid for {30|10} minutes.
How do I reset my password?
How can I reset my password?
What do I do if I forgot my password?
I forgot my password, how do I reset it?
What is the way to reset my password?

change-email: Change your e-mail in the profile and confirm it within {48|12} hours.
How do I change my e-mail address?
How can I change my e-mail address?
Where can I change my e-mail address?
Where do I update my e-mail address?
How do I update my e-mail address?

delete-account: Accounts are deleted {14|45} days after you ask for it in your profile.
How do I delete my account?
How can I delete my account?
Where can I delete my account?
What do I do to delete my account?
How do I close my account?

opening-hours: The showroom is open from {9 am|11 am} on every working day.
What are your opening hours?
When are you open?
When is the showroom open?
What are the opening hours of the showroom?
At what time does the showroom open?

showroom-address: The showroom is at {12 Quay Street|40 Mill Lane} in the old town.
Where is your showroom?
What is the address of your showroom?
Where can I find your showroom?
Where is the showroom located?
How do I find your showroom?

phone-number: Call us at {555 0142|555 0178} from Monday on.
What is your phone number?
What number can I call you on?
How can I reach you by phone?
Under which phone number can I reach you?
Which phone number should I call?

warranty: Our furniture has a warranty of {5|3} years.
How long is the warranty?
How many years of warranty do I get?
What is the warranty period?
How long does the warranty last?
For how long is the warranty valid?

mattress-trial: You can try a mattress for {100|60} nights.
How long can I try a mattress?
For how many nights can I try a mattress?
How long is the mattress trial?
How many nights does the mattress trial last?
What is the length of the mattress trial?

damaged-item: Send a photo of the damage within {7|2} days and we replace the item.
What do I do if my item arrived damaged?
My item arrived damaged, what do I do?
What should I do when an item arrives damaged?
What happens if my item arrives damaged?
I received a damaged item, what do I do?

missing-part: Missing parts are sent free of charge within {4|10} days.
A part is missing, what do I do?
What do I do if a part is missing?
How do I get a missing part?
What should I do when a part is missing?
How can I get a part that is missing?

assembly-cost: Assembly at home costs {49|79} euros per item.
How much does assembly cost?
What does assembly cost?
What is the price of assembly?
What do you charge for assembly?
How much do I pay for assembly?

assembly-time: Our fitters need about {45|90} minutes for a wardrobe.
How long does assembly take?
How long does it take to assemble a wardrobe?
How much time does the assembly take?
How many minutes does assembly take?
How long do the fitters need for assembly?

old-furniture: We take away old furniture for {25|40} euros.
Do you take away old furniture?
Can you take away my old furniture?
Do you pick up old furniture?
Will you take my old furniture away?
Can you remove my old furniture?

gift-card-validity: Gift cards are valid for {3|2} years.
How long is a gift card valid?
How long are gift cards valid?
For how many years is a gift card valid?
When does a gift card expire?
What is the validity of a gift card?

gift-card-balance: Check the balance with the code on the {back|front} of the card.
How do I check my gift card balance?
How can I check the balance of a gift card?
Where can I see my gift card balance?
How do I see the balance of my gift card?
What is the way to check a gift card balance?

student-discount: Students get {10|5} percent off with a valid card.
Do you have a student discount?
Is there a student discount?
Do students get a discount?
How much is the student discount?
Do you offer a discount for students?

newsletter-discount: Subscribers of the newsletter get {8|15} euros off the first order.
What do I get for the newsletter?
Is there a discount for the newsletter?
Do I get a discount for subscribing to the newsletter?
What discount does the newsletter give?
What is the newsletter discount?

unsubscribe: Use the link at the {bottom|top} of every newsletter to unsubscribe.
How do I unsubscribe from the newsletter?
How can I unsubscribe from the newsletter?
How do I stop the newsletter?
Where can I unsubscribe from the newsletter?
What do I do to unsubscribe from the newsletter?

voucher: Enter the voucher code in the {basket|checkout} before you pay.
How do I use a voucher?
Where do I enter my voucher code?
How can I use a voucher code?
Where can I enter a voucher?
How do I redeem a voucher?

price-match: We match a lower price for {14|7} days after your purchase.
Do you match lower prices?
Do you match prices?
Is there a price match?
Do you offer price matching?
Will you match a lower price?

minimum-order: The minimum order value is {20|35} euros.
What is the minimum order value?
Is there a minimum order value?
Do you have a minimum order value?
How much is the minimum order?
How high is the minimum order value?

reserve-item: Items can be reserved in the showroom for {3|1} days.
Can I reserve an item?
How do I reserve an item?
Is it possible to reserve an item?
How can I reserve an item?
How long can I reserve an item?

out-of-stock: Items out of stock usually return within {4|9} weeks.
When will an item be back in stock?
When is an item that is out of stock available again?
How long until an item is back in stock?
When does an item come back in stock?
How many weeks until an item is back in stock?

fabric-samples: You can order {5|3} fabric samples free of charge.
Can I order fabric samples?
How many fabric samples can I order?
Do you send fabric samples?
How do I get fabric samples?
How can I order fabric samples?

wood-origin: Our oak comes from forests in {Slovenia|Romania}.
Where does your oak come from?
Where is your oak from?
What is the origin of your oak?
From which country does your oak come?
Which country is your oak from?

factory: Our sofas are made in {Porto|Gdansk}.
Where are your sofas made?
Where do you make your sofas?
In which city are your sofas made?
Where are the sofas produced?
Where do you produce the sofas?

clean-sofa: Clean a sofa cover at {30|40} degrees without softener.
How do I clean a sofa cover?
How can I wash the sofa cover?
How do I wash a sofa cover?
What is the way to clean a sofa cover?
At how many degrees can I wash the sofa cover?

oil-table: Oil a table top every {6|12} months.
How often should I oil a table top?
How often do I have to oil the table top?
How often does a table top need oil?
How frequently should I oil a table top?
When should I oil the table top?

max-load: A shelf board carries up to {25|18} kilograms.
How much weight can a shelf board carry?
What is the maximum load of a shelf board?
How many kilograms does a shelf board carry?
How much can a shelf board hold?
What weight can a shelf board hold?

custom-size: Tables in custom sizes take {6|10} weeks.
Can I order a table in a custom size?
Do you make tables in custom sizes?
How long does a table in a custom size take?
Is a table in a custom size possible?
Can you make a table in a custom size?

business-customers: Business customers write to {trade|office} at our domain for an offer.
How do business customers get an offer?
How can a business customer get an offer?
Where do business customers ask for an offer?
How do I get an offer as a business customer?
How can I get an offer for my business?

vat-number: Enter the VAT number on the {second|first} page of the order form.
Where do I enter my VAT number?
Where can I enter a VAT number?
How do I enter my VAT number?
How can I add my VAT number?
Where do I add a VAT number?

loyalty-points: You earn {2|1} loyalty points for every euro.
How many loyalty points do I earn?
How do I earn loyalty points?
How many loyalty points do I get for a euro?
How many loyalty points do I get?
How can I earn loyalty points?

points-expiry: Loyalty points expire after {24|12} months.
When do loyalty points expire?
How long are loyalty points valid?
Do loyalty points expire?
When do my loyalty points expire?
After how many months do loyalty points expire?

pickup: Orders can be collected at the {warehouse|showroom} after four hours.
Can I pick up my order?
Where can I pick up my order?
Is it possible to pick up an order?
Where do I pick up my order?
Can I collect my order myself?

countries: We deliver to {11|7} countries in Europe.
Which countries do you deliver to?
To which countries do you deliver?
What countries do you deliver to?
Do you deliver to other countries?
How many countries do you deliver to?

customs: Customs for Switzerland are paid by {us|the customer}.
Who pays customs for Switzerland?
Who pays the customs to Switzerland?
Do I pay customs for Switzerland?
Are customs to Switzerland paid by me?
Who has to pay customs for Switzerland?

review: Reviews appear after {2|5} days on the product page.
How do I write a review?
How can I write a review?
Where can I write a review?
Where do I write a review?
What do I do to write a review?

complaint: Complaints are answered within {2|6} working days.
How do I make a complaint?
Where can I make a complaint?
How can I make a complaint?
Where do I send a complaint?
How do I complain?

data-copy: We send a copy of your data within {10|28} days.
How do I get a copy of my data?
How can I get a copy of my data?
How do I ask for a copy of my data?
Where can I get a copy of my data?
How can I ask for a copy of my personal data?

two-factor: Turn on two-factor login under {Security|Privacy} in your profile.
How do I turn on two-factor login?
How can I turn on two-factor login?
Where do I turn on two-factor login?
Where can I enable two-factor login?
How do I enable two-factor login?

parking: Parking at the showroom is free for {2|1} hours.
Can I park at the showroom?
Where can I park at the showroom?
Is there parking at the showroom?
Is parking at the showroom free?
How long can I park at the showroom?

dogs: Dogs are welcome on the {ground|upper} floor only.
Can I bring my dog?
Are dogs allowed?
May I bring a dog to the showroom?
Are dogs allowed in the showroom?
Can I bring a dog to the showroom?

design-advice: A design consultation takes {60|30} minutes and is free.
Do you offer design advice?
Can I get a design consultation?
How do I get a design consultation?
Do you offer a design consultation?
How long does a design consultation take?

repairs: Repairs out of warranty start at {35|55} euros.
Do you repair furniture?
What does a repair cost?
How much does a repair cost?
How much do you charge for a repair?
What is the price of a repair?

jobs: Open positions are listed every {Monday|Thursday} on our careers page.
Do you have open positions?
Are there open positions?
Where can I find open positions?
Where do you list open positions?
Where can I see your open positions?
`;

export const CLASSES: readonly QuestionClass[] = WRITTEN.trim()
  .split(/\n\n+/)
  .map((paragraph) => {
    const [first = "", ...wordings] = paragraph.split("\n");
    const at = first.indexOf(": ");
    const answer = first.slice(at + 2);
    const pick = (which: 1 | 2): string => answer.replace(/\{([^|]*)\|([^}]*)\}/, `$${which}`);
    return { name: first.slice(0, at), wordings, before: pick(1), after: pick(2) };
  });

/** What people put before a question and after it, and mean nothing by. */
export const OPENINGS = ["", "Hi, ", "Hello! ", "Good morning! ", "Please tell me: ", "Hey, "] as const;
export const CLOSINGS = ["", " Thanks!", " Thank you.", " Please help."] as const;

const PRODUCTS =
  "Alder,Aspen,Bay,Beech,Birch,Bramble,Briar,Cedar,Clover,Cypress,Dune,Elm,Fern,Fjord,Flint,Glen,Grove,Harbour,Hazel,Heath,Holly,Ivy,Juniper,Laurel,Linden,Lotus,Maple,Marsh,Meadow,Moss,Myrtle,Oakley,Olive,Orchard,Pebble,Pine,Poplar,Quarry,Quince,Reed,Ridge,River,Rowan,Sage,Sequoia,Sorrel,Spruce,Sycamore,Tansy,Thistle,Thyme,Timber,Tundra,Valley,Walnut,Willow,Wren,Yarrow,Yew,Zephyr".split(
    ",",
  );
const KINDS = "armchair,bed,bench,bookcase,desk,dresser,lamp,mirror,rug,stool".split(",");
const ASKED = [
  ["How heavy is the P?", "It weighs N kilograms."],
  ["How wide is the P?", "It is N centimetres wide."],
  ["What does the P cost?", "Its price is N euros."],
  ["How many P are left in stock?", "There are N in stock."],
  ["What is the article number of the P?", "The article number is N."],
] as const;

export interface Single {
  readonly question: string;
  readonly answer: string;
}

/** Questions that nobody asks twice, one for each n from 0 to SINGLES - 1: near one another in words, not in meaning. */
export const SINGLES = PRODUCTS.length * KINDS.length * ASKED.length;

export function single(n: number): Single {
  const [question, answer] = ASKED[n % ASKED.length]!;
  const kind = KINDS[Math.floor(n / ASKED.length) % KINDS.length]!;
  const name = PRODUCTS[Math.floor(n / (ASKED.length * KINDS.length)) % PRODUCTS.length]!;
  return {
    question: question.replace("P", `${name} ${kind}`),
    answer: answer.replace("N", String(100 + ((n * 7919) % 9000))),
  };
}
